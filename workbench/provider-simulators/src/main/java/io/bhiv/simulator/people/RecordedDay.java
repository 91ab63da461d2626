package io.bhiv.simulator.people;

import io.bhiv.play.document.Version;
import io.bhiv.play.person.Day;

/** A day as the provider has it. */
public record RecordedDay(Day day, Version version) {}
