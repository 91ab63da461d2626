package io.bhiv.simulator.http;

/** Answers requests; called by many threads at once. */
@FunctionalInterface
public interface Handler {

    Answer handle(Request request);
}
