package io.bhiv.stack.triggers;

import io.bhiv.trigger.NightResult;
import java.util.List;

/** The evaluated nights of one person. */
record PlottedPerson(String user, List<NightResult> nights) {}
