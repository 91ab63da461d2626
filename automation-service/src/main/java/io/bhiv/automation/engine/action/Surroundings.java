package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.plan.RunKey;

/**
 * What an attempt may use.
 *
 * @param run the run it belongs to
 * @param onceKey the same for every attempt of this action in this run, and for no other: what is called may use it to tell
 *     a repetition from a new call
 */
public record Surroundings(
        Places places, Web web, RecordPublisher records, Secrets secrets, RunKey run, String onceKey) {}
