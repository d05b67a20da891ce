package dev.storycrew.cli.service;

/** A command that only tells what it does; its result is elsewhere, and it goes on when nobody can hear it. */
public interface Narrating {}
