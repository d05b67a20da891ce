package dev.storycrew.core.event;

/**
 * A policy as an operator published it.
 *
 * @param body the policy file, as it was written
 * @param who the operator
 * @param publishedAt milliseconds since the epoch
 */
public record PolicyDocument(String name, String version, String body, String who, long publishedAt) {}
