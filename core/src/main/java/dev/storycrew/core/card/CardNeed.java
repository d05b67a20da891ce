package dev.storycrew.core.card;

/** What a person has to do before a chapter can go on, as far as its own records tell. */
public enum CardNeed {
    NOTHING,
    /** It waits in a dead letter: redrive that, or cancel the chapter. */
    REDRIVE,
    /** It was not accepted: accept it, retry it, revise it, or release the book to go on without it. */
    DECISION,
    /** Its request was rejected: publish a corrected one. */
    NEW_REQUEST,
    /** Of a book that an operator holds: release it. */
    RELEASE
}
