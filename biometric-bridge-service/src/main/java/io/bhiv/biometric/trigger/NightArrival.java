package io.bhiv.biometric.trigger;

import io.bhiv.trigger.night.Arrival;

/**
 * A value, its withdrawal, or a tag for the rules that know the person.
 *
 * @param subjectId the person
 * @param connectionId what measured it; of a connection that has ended nothing is evaluated
 */
public record NightArrival(String subjectId, String connectionId, Arrival arrival) {}
