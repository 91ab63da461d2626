package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Part;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Quality;
import org.jspecify.annotations.Nullable;

/** How a day or a workout came to Terra. A record marked as deleted retracts all its facts. */
enum UploadType {
    MEASURED,
    MANUAL,
    DELETED,
    PENDING;

    static UploadType of(Part metadata) {
        return switch (metadata.code("upload_type")) {
            case 2 -> MANUAL;
            case 4 -> DELETED;
            case 5 -> PENDING;
            default -> MEASURED;
        };
    }

    Operation operation() {
        return this == DELETED ? Operation.DELETE : Operation.UPSERT;
    }

    @Nullable
    Quality quality() {
        return switch (this) {
            case MANUAL -> new Quality(null, null, null, true, null, null);
            case PENDING -> new Quality(null, null, true, null, null, null);
            case MEASURED, DELETED -> null;
        };
    }
}
