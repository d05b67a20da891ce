package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.capacity.CapacityLimit;
import dev.storycrew.core.capacity.CapacityPlan;
import dev.storycrew.core.capacity.MeasuredWork;
import dev.storycrew.core.capacity.StageNeed;
import dev.storycrew.core.text.Counted;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A capacity plan, for people and programs.
 *
 * @param plan null if too little was measured
 * @param wanted false if the rate is the measured one
 * @param circuitsKnown false if nobody was asked for circuits
 */
record CapacityReport(MeasuredWork measured, @Nullable CapacityPlan plan, boolean wanted, boolean circuitsKnown) {

    String text() {
        CapacityPlan planned = plan;
        if (planned == null) {
            return (measured.chapters() == 0
                            ? "no chapter has ended in the time looked at"
                            : "only " + Counted.of(measured.chapters(), "chapter")
                                    + (measured.chapters() == 1 ? " has" : " have") + " ended in the time looked at")
                    + ", and a plan needs at least " + MeasuredWork.ENOUGH_CHAPTERS
                    + ": ./storycrew submit BOOK.yaml, wait until ./storycrew status says that its chapters have ended,"
                    + " and ask again\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "measured: %s from %s to %s, %s an hour, %s s of work each; models: %s\n",
                Counted.of(measured.chapters(), "chapter"),
                Instant.ofEpochMilli(measured.from()).toString().replaceFirst("\\.\\d+Z", "Z"),
                Instant.ofEpochMilli(measured.until()).toString().replaceFirst("\\.\\d+Z", "Z"),
                number(measured.chaptersPerHour()),
                number(measured.secondsPerChapter()),
                String.join(", ", measured.models())));
        text.append(wanted ? "wanted: " : "planned for the measured rate: ")
                .append(number(planned.chaptersPerHour()))
                .append(" chapters an hour\n\n");
        text.append(line("stage", "runs a chapter", "s a run", "busy lanes", "lanes", "needs", "has now"));
        for (StageNeed need : planned.stages()) {
            text.append(line(
                    need.pool().stage().label(),
                    number(need.runsPerChapter()),
                    number(need.secondsPerRun()),
                    number(need.busyLanes()),
                    String.format(Locale.ROOT, "%,d", need.lanes()),
                    processes(need.processes(), need.lanesEach()),
                    has(need)));
        }
        text.append("\nbooks at work at the same time: ")
                .append(String.format(Locale.ROOT, "%,d", planned.books()))
                .append('\n');
        List<CapacityLimit> limits = planned.limits();
        text.append("the limit now: ")
                .append(sentence(limits.get(0)))
                .append("\n  to do: ")
                .append(limits.get(0).advice())
                .append('\n');
        limits.stream()
                .skip(1)
                .forEach(limit -> text.append("then: ").append(sentence(limit)).append('\n'));
        if (planned.stages().stream().anyMatch(need -> need.pool().processes().isEmpty())) {
            text.append(
                    "not known: how many processes some stages have, because their groups are rebalancing or you may"
                            + " not DESCRIBE them; ask again in a few seconds\n");
        }
        if (!circuitsKnown) {
            text.append("not known: whether a circuit is open; name the stages' health addresses with --health\n");
        }
        return text.toString();
    }

    private static String line(
            String stage, String runs, String seconds, String busy, String lanes, String needs, String now) {
        return String.format(
                        Locale.ROOT,
                        "%-6s  %14s  %8s  %10s  %6s  %-24s  %s",
                        stage,
                        runs,
                        seconds,
                        busy,
                        lanes,
                        needs,
                        now)
                + "\n";
    }

    private static String processes(int processes, int lanes) {
        return Counted.of(processes, "process", "processes") + " x " + Counted.of(lanes, "lane");
    }

    private static String has(StageNeed need) {
        return need.pool().processes().isEmpty()
                ? "? processes x " + Counted.of(need.pool().lanes(), "lane")
                : processes(need.pool().processes().getAsInt(), need.pool().lanes());
    }

    private static String sentence(CapacityLimit limit) {
        return number(limit.chaptersPerHour()) + " chapters an hour: " + limit.because();
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number != 0 && number < 100 ? "%,.1f" : "%,.0f", number);
    }

    ObjectNode json() {
        ObjectNode all = new ObjectMapper().createObjectNode();
        ObjectNode what = all.putObject("measured");
        what.put("chapters", measured.chapters());
        what.put("enough", plan != null);
        if (measured.chapters() > 0) {
            what.put("from", Instant.ofEpochMilli(measured.from()).toString());
            what.put("until", Instant.ofEpochMilli(measured.until()).toString());
            what.put("chapters_per_hour", measured.chaptersPerHour());
            what.put("seconds_per_chapter", measured.secondsPerChapter());
            measured.models().forEach(what.putArray("models")::add);
        }
        CapacityPlan planned = plan;
        if (planned == null) {
            return all;
        }
        all.put("chapters_per_hour", planned.chaptersPerHour());
        all.put("circuits_known", circuitsKnown);
        ArrayNode stages = all.putArray("stages");
        for (StageNeed need : planned.stages()) {
            ObjectNode one = stages.addObject()
                    .put("stage", need.pool().stage().label())
                    .put("runs_per_chapter", need.runsPerChapter())
                    .put("seconds_per_run", need.secondsPerRun())
                    .put("busy_lanes", need.busyLanes())
                    .put("lanes", need.lanes())
                    .put("processes", need.processes())
                    .put("lanes_each", need.lanesEach());
            ObjectNode now = one.putObject("now")
                    .put("lanes_each", need.pool().lanes())
                    .put("partitions", need.pool().partitions());
            need.pool()
                    .processes()
                    .ifPresentOrElse(count -> now.put("processes", count), () -> now.putNull("processes"));
        }
        all.put("books", planned.books());
        ArrayNode limits = all.putArray("limits");
        for (CapacityLimit limit : planned.limits()) {
            limits.addObject()
                    .put("kind", limit.kind().name().toLowerCase(Locale.ROOT))
                    .put("chapters_per_hour", limit.chaptersPerHour())
                    .put("because", limit.because())
                    .put("advice", limit.advice());
        }
        return all;
    }
}
