package dev.storycrew.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.schemas.topic.Redriven;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the campaign says of redrives that went wrong. */
class RedriveCheckTest {
    private static final String ENVELOPE = "an envelope";

    private final DeadLetter letter = letter(5, 3);

    @Test
    void eachOnceWithItsMarkIsAsItMustBe() {
        CampaignVerdict.Finding finding =
                judged(List.of(letter, letter(9, 13)), List.of(letter), List.of(copy(9, ENVELOPE)));

        assertThat(finding.violations()).isEmpty();
        assertThat(finding.counts()).isEqualTo("1 of 2 dead letters put back, 1 given up again");
    }

    @Test
    void redrivesThatPutNothingBackAreNamed() {
        assertThat(judged(List.of(letter), List.of(), List.of()).violations())
                .containsExactly("1 redrive put nothing back");
    }

    @Test
    void aSecondCopyIsNamed() {
        assertThat(judged(List.of(letter), List.of(letter), List.of(copy(9, ENVELOPE), copy(11, ENVELOPE)))
                        .violations())
                .containsExactly("t.write-2@5 is marked as put back 1 time, but is on its topic 2 times");
    }

    @Test
    void aMarkWithoutItsRecordIsNamed() {
        assertThat(judged(List.of(letter), List.of(letter), List.of()).violations())
                .containsExactly("t.write-2@5 is marked as put back 1 time, but is on its topic 0 times");
    }

    @Test
    void aSecondMarkIsNamed() {
        assertThat(judged(List.of(letter), List.of(letter, letter), List.of(copy(9, ENVELOPE)))
                        .violations())
                .containsExactly("t.write-2@5 is marked as put back 2 times, but is on its topic 1 time");
    }

    @Test
    void aRecordWithoutItsMarkIsNamed() {
        assertThat(judged(List.of(letter), List.of(), List.of(copy(9, ENVELOPE)))
                        .violations())
                .containsExactly("1 redrive put nothing back", "write-2@9 was put back without a mark");
    }

    @Test
    void otherBytesAreNamed() {
        assertThat(judged(List.of(letter), List.of(letter), List.of(copy(9, "another")))
                        .violations())
                .containsExactly("write-2@9 is not what t.write-2@5 was");
    }

    @Test
    void aCountThatBeginsAnewIsNamed() {
        assertThat(judged(List.of(letter, letter(9, 1)), List.of(letter), List.of(copy(9, ENVELOPE)))
                        .violations())
                .containsExactly("t.write-2@9 was given up again with 1 delivery after 3");
    }

    private static CampaignVerdict.Finding judged(
            List<DeadLetter> letters, List<DeadLetter> marked, List<EvidenceRecord> copies) {
        RedriveCheck check = new RedriveCheck(name -> name.substring("t.".length()), 1);
        check.look(new Slice(
                Map.of(
                        "dead-letters",
                        letters.stream()
                                .map(each -> found("dead-letters", 0, "", each, null))
                                .toList(),
                        "command-results",
                        marked.stream()
                                .map(each -> found("command-results", 0, "", mark(each), null))
                                .toList(),
                        "write",
                        copies),
                false));
        return check.finding();
    }

    private static DeadLetter letter(long offset, int deliveries) {
        return new DeadLetter(
                DeadLetter.id("t.write", 2, offset),
                "t.write",
                2,
                offset,
                "book/1".getBytes(StandardCharsets.UTF_8),
                ENVELOPE.getBytes(StandardCharsets.UTF_8),
                "write",
                "REFUSED",
                "the model refused",
                null,
                deliveries,
                offset,
                List.of());
    }

    private static CommandResult mark(DeadLetter letter) {
        OperatorCommand command =
                OperatorCommand.of(letter.redriveId(), OperatorCommand.Kind.REDRIVE, "book/1", null, "mia", 1);
        return new CommandResult(command, CommandResult.Verdict.DONE, "dead-letters", "put back", 0, null, 1);
    }

    private static EvidenceRecord copy(long offset, String bytes) {
        return found(
                "write",
                offset,
                Evidence.digest(bytes.getBytes(StandardCharsets.UTF_8)),
                null,
                new Redriven("t.write-2@5", 3, 0));
    }

    private static EvidenceRecord found(
            String topic, long offset, String digest, @Nullable Object value, @Nullable Redriven redriven) {
        return new EvidenceRecord(topic, 2, offset, "book/1", digest, value, redriven);
    }
}
