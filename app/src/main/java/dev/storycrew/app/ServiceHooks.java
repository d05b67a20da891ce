package dev.storycrew.app;

import dev.storycrew.stages.runtime.CommitProbe;
import dev.storycrew.stages.runtime.Protections;
import dev.storycrew.stages.runtime.StageServiceSettings;
import dev.storycrew.topology.router.Deduplication;
import java.time.Duration;

/**
 * Where a fault campaign reaches into services. A service runs with {@link #NONE}; any others are in the campaign's
 * module.
 *
 * @param protections of the stage runtime
 * @param deduplication of the router
 * @param probe notified of each step of a run and its commit
 * @param sessionTimeout of stage services
 * @param drain how long calls in hand may take to finish
 */
public record ServiceHooks(
        Protections protections,
        Deduplication deduplication,
        CommitProbe probe,
        Duration sessionTimeout,
        Duration drain) {
    /** Nothing is changed. */
    public static final ServiceHooks NONE = new ServiceHooks(
            Protections.ALL,
            Deduplication.ON,
            CommitProbe.NONE,
            StageServiceSettings.DEFAULT_SESSION_TIMEOUT,
            StageServiceSettings.DEFAULT_DRAIN);
}
