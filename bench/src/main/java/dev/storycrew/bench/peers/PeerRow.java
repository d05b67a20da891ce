package dev.storycrew.bench.peers;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of one way to carry chapters.
 *
 * @param p50Millis of a chapter, one at a time
 * @param p99Millis of a chapter, one at a time
 * @param perSecond chapters that end in a second when all come at once
 * @param cpuMillis processor time of a chapter when all come at once, everything in this process included
 * @param bytesOnDisk that one chapter leaves
 * @param others the share of the machine that other programs used meanwhile; null where nobody can say
 * @param guarantees null for what is a floor and no product
 */
public record PeerRow(
        String name,
        double p50Millis,
        double p99Millis,
        double perSecond,
        double cpuMillis,
        double bytesOnDisk,
        @Nullable Double others,
        @Nullable Guarantees guarantees) {}
