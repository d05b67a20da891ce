package dev.storycrew.app.operate;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PublishedMeanwhileExceptionTest {
    @Test
    void aLostRaceIsNoOutageHoweverTheClientTellsIt() {
        assertThat(PublishedMeanwhileException.isMeantBy(new ProducerFencedException("fenced")))
                .isTrue();
        assertThat(PublishedMeanwhileException.isMeantBy(
                        new KafkaException("in an error state", new InvalidProducerEpochException("old epoch"))))
                .isTrue();
        assertThat(PublishedMeanwhileException.isMeantBy(new TimeoutException("no broker")))
                .isFalse();
    }
}
