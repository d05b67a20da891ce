package dev.storycrew.console.login;

/**
 * Somebody who uses the console.
 *
 * @param name as commands are signed
 */
public record ConsoleUser(String name, ConsoleRole role) {}
