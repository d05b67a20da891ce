#!/bin/sh
# What StoryCrew's services and users may do, made by ./storycrew topics acls.
# Usage: BOOTSTRAP=broker:9092 COMMAND_CONFIG=admin.properties sh acls.sh
set -eu
acl() {
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$COMMAND_CONFIG" --add "$@"
}

# router
acl --allow-principal 'User:storycrew-router' --operation Read --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-router' --operation Read --resource-pattern-type literal --topic 'storycrew.bible-results'
acl --allow-principal 'User:storycrew-router' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.command-results'
acl --allow-principal 'User:storycrew-router' --operation Read --resource-pattern-type literal --topic 'storycrew.policies'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.write'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.bible'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.chapters'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.story-bibles'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.retry-decisions'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-router' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-router' --operation Read --resource-pattern-type literal --group 'storycrew.router'
acl --allow-principal 'User:storycrew-router' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.router-'
acl --allow-principal 'User:storycrew-router' --operation Create --operation Read --operation Write --operation Delete --resource-pattern-type prefixed --topic 'storycrew.router-'

# sequencer
acl --allow-principal 'User:storycrew-sequencer' --operation Read --resource-pattern-type literal --topic 'storycrew.chapter-requests'
acl --allow-principal 'User:storycrew-sequencer' --operation Read --resource-pattern-type literal --topic 'storycrew.chapters'
acl --allow-principal 'User:storycrew-sequencer' --operation Read --resource-pattern-type literal --topic 'storycrew.operator-commands'
acl --allow-principal 'User:storycrew-sequencer' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.command-results'
acl --allow-principal 'User:storycrew-sequencer' --operation Write --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-sequencer' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-sequencer' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-sequencer' --operation Read --resource-pattern-type literal --group 'storycrew.sequencer'
acl --allow-principal 'User:storycrew-sequencer' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.sequencer-'
acl --allow-principal 'User:storycrew-sequencer' --operation Create --operation Read --operation Write --operation Delete --resource-pattern-type prefixed --topic 'storycrew.sequencer-'

# ledger
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.chapters'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.chapter-requests'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.command-results'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.retry-decisions'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-ledger' --operation Write --resource-pattern-type literal --topic 'storycrew.kpi-daily'
acl --allow-principal 'User:storycrew-ledger' --operation Write --resource-pattern-type literal --topic 'storycrew.kpi-monthly'
acl --allow-principal 'User:storycrew-ledger' --operation Write --resource-pattern-type literal --topic 'storycrew.chapter-cards'
acl --allow-principal 'User:storycrew-ledger' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --group 'storycrew.ledger'
acl --allow-principal 'User:storycrew-ledger' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.ledger-'
acl --allow-principal 'User:storycrew-ledger' --operation Create --operation Read --operation Write --operation Delete --resource-pattern-type prefixed --topic 'storycrew.ledger-'
acl --allow-principal 'User:storycrew-ledger' --operation Read --resource-pattern-type literal --group 'storycrew.cards'
acl --allow-principal 'User:storycrew-ledger' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.cards-'
acl --allow-principal 'User:storycrew-ledger' --operation Create --operation Read --operation Write --operation Delete --resource-pattern-type prefixed --topic 'storycrew.cards-'
acl --allow-principal 'User:storycrew-ledger' --operation Describe --resource-pattern-type prefixed --group 'storycrew.'

# plan
acl --allow-principal 'User:storycrew-plan' --operation Read --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-plan' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type literal --topic 'storycrew.write'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-plan' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-plan' --operation Read --resource-pattern-type literal --group 'storycrew.plan'
acl --allow-principal 'User:storycrew-plan' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.plan-'

# write
acl --allow-principal 'User:storycrew-write' --operation Read --resource-pattern-type literal --topic 'storycrew.write'
acl --allow-principal 'User:storycrew-write' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-write' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-write' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-write' --operation Write --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-write' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-write' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-write' --operation Read --resource-pattern-type literal --group 'storycrew.write'
acl --allow-principal 'User:storycrew-write' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.write-'

# edit
acl --allow-principal 'User:storycrew-edit' --operation Read --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-edit' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-edit' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-edit' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-edit' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-edit' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-edit' --operation Read --resource-pattern-type literal --group 'storycrew.edit'
acl --allow-principal 'User:storycrew-edit' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.edit-'

# judge
acl --allow-principal 'User:storycrew-judge' --operation Read --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-judge' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-judge' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-judge' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-judge' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-judge' --operation Read --resource-pattern-type literal --group 'storycrew.judge'
acl --allow-principal 'User:storycrew-judge' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.judge-'

# bible
acl --allow-principal 'User:storycrew-bible' --operation Read --resource-pattern-type literal --topic 'storycrew.bible'
acl --allow-principal 'User:storycrew-bible' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.stage-runs'
acl --allow-principal 'User:storycrew-bible' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-bible' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-bible' --operation Write --resource-pattern-type literal --topic 'storycrew.bible-results'
acl --allow-principal 'User:storycrew-bible' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-bible' --operation Read --resource-pattern-type literal --group 'storycrew.bible'
acl --allow-principal 'User:storycrew-bible' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.bible-'

# deployer
acl --allow-principal 'User:storycrew-deployer' --operation Create --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'

# producer
acl --allow-principal 'User:storycrew-producer' --operation Read --operation Write --resource-pattern-type literal --topic 'storycrew.chapter-requests'
acl --allow-principal 'User:storycrew-producer' --operation Read --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-producer' --operation Read --resource-pattern-type literal --topic 'storycrew.chapters'
acl --allow-principal 'User:storycrew-producer' --operation Read --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-producer' --operation Describe --resource-pattern-type literal --group 'storycrew.sequencer'
acl --allow-principal 'User:storycrew-producer' --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'

# operator
acl --allow-principal 'User:storycrew-operator' --operation Read --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-operator' --operation Describe --resource-pattern-type prefixed --group 'storycrew.'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.operator-commands'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.policies'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.chapter-requests'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.write'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.bible'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type literal --topic 'storycrew.bible-results'
acl --allow-principal 'User:storycrew-operator' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.'

# auditor
acl --allow-principal 'User:storycrew-auditor' --operation Read --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-auditor' --operation Describe --resource-pattern-type prefixed --group 'storycrew.'

# canary
acl --allow-principal 'User:storycrew-canary' --operation Create --operation Read --operation Write --operation Delete --resource-pattern-type prefixed --topic 'storycrew.canary.'
acl --allow-principal 'User:storycrew-canary' --operation Read --resource-pattern-type prefixed --group 'storycrew.canary.'
acl --allow-principal 'User:storycrew-canary' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.canary.'
acl --allow-principal 'User:storycrew-canary' --operation Read --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-canary' --operation Describe --resource-pattern-type prefixed --group 'storycrew.'

# console
acl --allow-principal 'User:storycrew-console' --operation Read --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'storycrew.'
acl --allow-principal 'User:storycrew-console' --operation Describe --resource-pattern-type prefixed --group 'storycrew.'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.operator-commands'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.policies'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.dead-letters'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.chapter-requests'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.plan'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.write'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.edit'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.judge'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.judge-results'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.bible'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type literal --topic 'storycrew.bible-results'
acl --allow-principal 'User:storycrew-console' --operation Write --resource-pattern-type prefixed --transactional-id 'storycrew.'
