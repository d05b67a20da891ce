package dev.storycrew.audit.canon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocksTest {
    private final Locks locks = new Locks();

    @Test
    void aChapterIsLockedFromTheCommandOn() {
        locks.commanded(2, 10_000, true);

        assertThat(locks.held(2, 20_000)).isTrue();
        assertThat(locks.held(2, 5_000)).isFalse();
        assertThat(locks.held(3, 20_000)).isFalse();
    }

    @Test
    void aChapterIsNoLongerLockedOnceItIsUnlocked() {
        locks.commanded(2, 10_000, true);
        locks.commanded(2, 20_000, false);

        assertThat(locks.held(2, 15_000)).isTrue();
        assertThat(locks.held(2, 30_000)).isFalse();
    }

    @Test
    void aLockSentWithTheCommandThatBeganTheRunIsNotCertain() {
        locks.commanded(2, 10_000, true);

        assertThat(locks.held(2, 10_400)).isFalse();
    }

    @Test
    void anUnlockSentWithTheCommandThatBeganTheRunMakesTheLockUncertain() {
        locks.commanded(2, 10_000, true);
        locks.commanded(2, 20_000, false);

        assertThat(locks.held(2, 19_600)).isFalse();
    }

    @Test
    void aTextHandedInIsLockedForEachLaterRun() {
        locks.handedIn(2, 10_000);

        assertThat(locks.held(2, 10_001)).isTrue();
    }
}
