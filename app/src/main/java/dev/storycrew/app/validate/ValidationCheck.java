package dev.storycrew.app.validate;

import java.util.ArrayList;
import java.util.List;

/** What one check did and found. */
public final class ValidationCheck {
    private final String name;
    private final List<String> done = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ValidationCheck(String name) {
        this.name = name;
    }

    /** Notes what was checked, and a problem if it does not hold: a sentence that is true either way. */
    void require(boolean holds, String what) {
        require(holds, what, what);
    }

    /** Notes what holds, or a problem in words of its own. */
    void require(boolean holds, String what, String problem) {
        (holds ? done : problems).add(holds ? what : problem);
    }

    void problem(String what) {
        problems.add(what);
    }

    /** Notes what was done. */
    public void noted(String what) {
        done.add(what);
    }

    public String name() {
        return name;
    }

    /** What was done, for {@code --verbose}. */
    public List<String> done() {
        return List.copyOf(done);
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    public boolean passed() {
        return problems.isEmpty();
    }
}
