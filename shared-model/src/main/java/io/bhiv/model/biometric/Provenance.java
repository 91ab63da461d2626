package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
        @JsonProperty("upstream_provider") @Nullable String upstreamProvider,
        Channel channel,
        @JsonProperty("resource_type") String resourceType,
        @JsonProperty("resource_id") @Nullable String resourceId,
        @JsonProperty("resource_version") @Nullable String resourceVersion,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        @Nullable
        @JsonProperty("source_updated_at")
        Instant sourceUpdatedAt,

        @JsonProperty("delivery_id") @Nullable String deliveryId,
        @JsonProperty("request_reference") @Nullable String requestReference,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        @JsonProperty("received_at")
        Instant receivedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        @Nullable
        @JsonProperty("fetched_at")
        Instant fetchedAt,

        @JsonProperty("raw_ref") @Nullable String rawRef,
        @JsonProperty("raw_sha256") @Nullable String rawSha256,
        @JsonProperty("raw_path") @Nullable String rawPath,
        @Nullable Device device,
        @Nullable String algorithm,
        @JsonProperty("bridge_version") @Nullable String bridgeVersion,
        @JsonProperty("late_authentic") @Nullable Boolean lateAuthentic) {

    /** Without ids that a provider's user could be found by: a delivery id may contain one. */
    @Override
    public String toString() {
        return "Provenance[" + provider + ' ' + channel + ' ' + resourceType + ']';
    }
}
