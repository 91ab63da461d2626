package io.bhiv.biometric.person;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A rule fired for a person's night, and nobody was notified.
 *
 * @param reason {@code episode_open, umbrella, merged} or {@code budget}
 * @param openedOn the night on which its episode began
 */
public record SuppressedFiring(
        @JsonProperty("subject_id") String subjectId,
        LocalDate night,
        String rule,
        String severity,
        String reason,
        @JsonProperty("opened_on") LocalDate openedOn,
        String explanation,
        @JsonProperty("evaluated_at") Instant evaluatedAt) {

    static SuppressedFiring of(Outcome.Suppressed suppressed, Instant evaluatedAt) {
        Trigger fired = suppressed.trigger();
        return new SuppressedFiring(
                fired.user(),
                fired.night(),
                fired.rule().name(),
                fired.severity().name(),
                suppressed.reason().wireName(),
                fired.openedOn(),
                fired.explanation(),
                evaluatedAt);
    }

    /** Neither the explanation nor whose it is. */
    @Override
    public String toString() {
        return "SuppressedFiring[" + rule + ' ' + severity + ' ' + reason + ' ' + night + ']';
    }
}
