package dev.storycrew.llm.rehearsal.prose;

import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a scene in beats: somebody arrives, wants something and meets an obstacle; they talk, the matter turns, there
 * is a consequence, and a hook leads out.
 */
public final class SceneWriter {
    private static final int SHORT_TALK = 30;
    /** What may go when a scene is short, from the last to the first. */
    private static final int MET = 1;

    private static final int TURN = 2;
    private static final int WANT = 3;
    private static final int SEEN = 4;
    private static final int OBSTACLE = 5;
    private static final int AFTER = 6;
    private static final int LINK = 7;
    private static final int MANNER = 8;
    private static final int LEAD = 9;
    /** About as many words as lead up to a fact. */
    private static final int FRAME = 8;

    private final Ensemble ensemble;
    private final Stock stock;
    private final Script script;
    private final Teller teller;
    private final boolean silent;
    private final boolean aimless;
    private final boolean unfair;

    /**
     * @param silent nobody speaks
     * @param aimless nobody wants anything
     * @param unfair nothing can be found
     */
    public SceneWriter(
            Ensemble ensemble, Script script, Teller teller, boolean silent, boolean aimless, boolean unfair) {
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
        this.script = script;
        this.teller = teller;
        this.silent = silent;
        this.aimless = aimless;
        this.unfair = unfair;
    }

    /** The scene's paragraphs, the hook last. */
    public List<String> write(String hook, int targetWords) {
        Draft draft = new Draft(script::joined);
        arrive(draft);
        meet(draft);
        want(draft);
        converse(draft, targetWords);
        find(draft);
        draft.close();
        turn(draft, hook);
        draft.shorten(targetWords);
        String other = script.people().get(1).called();
        if (draft.texts().stream().noneMatch(text -> text.contains(other))) {
            draft.insert(draft.middle(), teller.phrase("brief"));
        }
        new Filler(teller, ensemble, script::joined, script.isOutside())
                .fill(draft, draft.middle(), targetWords, silent);
        return draft.texts();
    }

    private void arrive(Draft draft) {
        List<String> told = new ArrayList<>(script.told());
        told.forEach(teller::remember);
        List<String> opening = new ArrayList<>();
        boolean eventFirst = !told.isEmpty()
                && (script.number() == 1
                        || ensemble.about(script.number(), "order").nextBoolean());
        boolean placed = eventFirst && told.get(0).contains(script.place().title());
        String place = script.knowsItsPlace() ? teller.line("open", openings(placed)) : setting();
        if (eventFirst) {
            opening.add(told.remove(0));
        }
        opening.add(place);
        opening.forEach(piece -> draft.goOn(Draft.MUST, piece));
        draft.goOn(SEEN, teller.line(script.place().title(), teller.atThisHour(script.sights(ensemble))));
        if (script.number() > 1) {
            if (!script.link().isEmpty()) {
                draft.add(LINK, teller.ownPhrase(script.link()));
            }
        } else {
            draft.goOn(
                    LINK,
                    teller.line(
                            script.weather().title(),
                            teller.atThisHour(script.weather().lines())));
        }
        for (String event : told) {
            draft.add(Draft.MUST, stock.join(List.of(event, reaction(event))));
        }
    }

    /** Of somebody else than the one who acts. */
    private String reaction(String event) {
        String actor = script.actor(event);
        List<String> lines = stock.phrases("reaction").stream()
                .filter(line -> actor.isEmpty() || !line.contains("{" + actor + "}"))
                .toList();
        return teller.line("reaction " + actor, lines);
    }

    private void meet(Draft draft) {
        boolean introduced = script.firstMeeting() && script.chapter() == 1;
        if (!script.isOtherOnStage()) {
            draft.add(MET, teller.phrase(!script.firstMeeting() ? "who" : introduced ? "meet first" : "meet again"));
        } else if (introduced) {
            draft.add(MET, teller.phrase("introduced"));
        }
        if (script.firstMeeting()) {
            String voice = script.people().get(1).voice();
            // After a few chapters one knows how somebody talks.
            ensemble.voice(voice)
                    .filter(entry -> script.chapter() <= entry.lines().size())
                    .ifPresent(entry -> draft.goOn(MANNER, teller.line("voice " + entry.title(), entry.lines())));
        }
        if (script.people().size() > 2) {
            draft.goOn(Draft.MUST, teller.phrase("third"));
        }
    }

    private void want(Draft draft) {
        if (aimless) {
            return;
        }
        Map<String, String> slots = script.slots();
        // What somebody wants of the whole book is told once, at its beginning.
        String wish = script.chapter() > 1
                ? ""
                : script.number() == 1 && slots.containsKey("wish.a")
                        ? teller.phrase("wish")
                        : script.number() == 2 && slots.containsKey("wish.b") ? teller.phrase("wish of the other") : "";
        String want = teller.ofDispute("want");
        if (wish.isEmpty()) {
            draft.add(Draft.MUST, want);
        } else {
            draft.add(Draft.MUST, wish);
            // One person's two wishes, the second for today.
            boolean second = script.number() == 1
                    && stock.phrases("wanting").stream()
                            .anyMatch(verb ->
                                    want.startsWith(script.people().get(0).called() + stock.say(" ", "") + verb));
            draft.goOn(WANT, second ? stock.say("For now ", "眼下，") + want : want);
        }
        draft.goOn(OBSTACLE, teller.ofDispute("but"));
    }

    private void converse(Draft draft, int targetWords) {
        if (silent) {
            return;
        }
        List<String> talk = teller.ofDispute();
        boolean fits = !talk.isEmpty()
                && Teller.words(String.join("\n", talk)) < targetWords - draft.mustWords() - wordsToCome();
        if (fits) {
            teller.remember(String.join("\n", talk));
            draft.add(Draft.MUST, talk);
        } else {
            List<String> little = teller.talk("short exchanges", ensemble.exchanges(true), SHORT_TALK);
            // A scene in which nobody speaks is worse than one that takes what another scene has too.
            draft.add(Draft.MUST, little.isEmpty() ? teller.anyTalk(ensemble.exchanges(true)) : little);
        }
    }

    /** How many words must still follow the talk. */
    private int wordsToCome() {
        int fact = Teller.words(script.fact());
        return Teller.words(script.hook()) + (fact == 0 ? 0 : fact + FRAME);
    }

    private void find(Draft draft) {
        if (script.fact().isEmpty() || unfair) {
            return;
        }
        boolean thought = silent || script.factNamesSomebodyHere();
        if (!thought) {
            // The talk may end with the same voice, which would then answer itself.
            draft.add(Draft.MUST, teller.phrase("between"));
        }
        boolean whole = script.slots().containsKey(thought ? "fact.told" : "fact");
        String section = (thought ? "fact thought" : "fact said") + (whole ? "" : " in parts");
        String told = teller.phrase(section);
        draft.add(Draft.MUST, told.isEmpty() ? script.fact() : told);
    }

    private void turn(Draft draft, String hook) {
        String turn =
                teller.line("turn " + script.dispute().title(), script.dispute().all("turn"));
        draft.add(TURN, turn);
        draft.add(
                AFTER,
                teller.line(
                        "after " + script.dispute().title(), script.dispute().all("after")));
        if (script.isLast()) {
            draft.add(LEAD, teller.phrase("leadin"));
        }
        draft.add(Draft.MUST, hook);
    }

    /** Openings that neither name the place twice nor mention somebody not introduced yet. */
    private List<String> openings(boolean placed) {
        return stock.phrases(placed ? "open there" : "open").stream()
                .filter(line -> !script.firstMeeting() || !line.contains("{b}"))
                .toList();
    }

    private String setting() {
        return script.setting().isEmpty() ? "" : ensemble.outline().stopped(script.setting());
    }
}
