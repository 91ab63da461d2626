package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a provider: a night, a day, a workout.
 *
 * @param resourceId the provider's id of it, or its natural key where it has none
 * @param operation DELETE when the provider withdraws the whole record; the measures are then those it names, if any
 * @param keptPrefix facts whose key starts so outlive a version without them; null where a newer version is always complete
 * @param rawPath JSON path of the record in the body
 */
public record ResourceReading(
        String resourceType,
        String resourceId,
        Operation operation,
        Effective effective,
        List<Measure> measures,
        @Nullable String keptPrefix,
        @Nullable String rawPath) {

    public ResourceReading {
        measures = List.copyOf(measures);
    }

    /** Without what was measured. */
    @Override
    public String toString() {
        return "ResourceReading[" + resourceType + ' ' + operation + ' ' + measures.size() + " measures]";
    }
}
