/**
 * What every service reports about itself on {@code insight-flow}, keyed by service and replica. A replica sends one
 * {@link io.bhiv.model.insight.InsightReport} a second, with what it counted since the one before, and an
 * {@link io.bhiv.model.insight.InsightEvent} for what is rare. Counts, names from enums and times alone: never a
 * measurement, a person, a token or a body. Records may be lost, never counted twice: (boot, sequence) is unique, and a gap
 * in the sequence is what was lost. What must add up exactly is in the {@link io.bhiv.model.insight.TallyReading}s, which
 * come from tables; where those do not agree, a service answers with {@link io.bhiv.model.insight.MinuteDifference}s.
 */
@NullMarked
package io.bhiv.model.insight;

import org.jspecify.annotations.NullMarked;
