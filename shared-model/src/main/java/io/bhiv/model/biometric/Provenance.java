package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a fact comes from, down to the stored bytes.
 *
 * @param upstreamProvider the brand behind an aggregator, in lower case: spots the same night arriving by two routes
 * @param resourceId the provider's id of the record, or its natural key (local date, sample time)
 * @param rawRef where the raw delivery lies
 * @param rawSha256 hash of its bytes, lower-case hex
 * @param rawPath JSON path inside it
 * @param lateAuthentic signed by the provider, but longer ago than the freshness window
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        Provider provider,
        @Nullable String upstreamProvider,
        Channel channel,
        String resourceType,
        @Nullable String resourceId,
        @Nullable String resourceVersion,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC") @Nullable
        Instant sourceUpdatedAt,

        @Nullable String deliveryId,
        @Nullable String requestReference,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        Instant receivedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC") @Nullable
        Instant fetchedAt,

        @Nullable String rawRef,
        @Nullable String rawSha256,
        @Nullable String rawPath,
        @Nullable Device device,
        @Nullable String algorithm,
        @Nullable String bridgeVersion,
        @Nullable Boolean lateAuthentic) {

    /** Without ids that a provider's user could be found by: a delivery id may contain one. */
    @Override
    public String toString() {
        return "Provenance[" + provider + ' ' + channel + ' ' + resourceType + ']';
    }
}
