package dev.storycrew.llm;

/**
 * One chat request.
 *
 * @param system what stays the same from call to call
 * @param user what changes
 * @param version of the templates it was made from
 */
public record Prompt(String system, String user, String version) {}
