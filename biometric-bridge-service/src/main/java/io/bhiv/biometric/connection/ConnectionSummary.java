package io.bhiv.biometric.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.model.biometric.ConnectionState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as people see it: neither the provider's id of the person nor a token.
 *
 * @param referenceId our customer's id of the person, where one was given
 * @param reason why it is not ACTIVE
 * @param stateSince when it reached its state
 * @param scopesWithheld asked for and not granted
 */
public record ConnectionSummary(
        @JsonProperty("connection_id") String connectionId,
        String provider,
        @JsonProperty("reference_id") @Nullable String referenceId,
        ConnectionState state,
        @Nullable String reason,
        @JsonProperty("state_since") Instant stateSince,
        @JsonProperty("scopes_granted") List<String> scopesGranted,
        @JsonProperty("scopes_withheld") List<String> scopesWithheld,
        @JsonProperty("connected_at") Instant connectedAt,
        @JsonProperty("refreshed_at") @Nullable Instant refreshedAt,
        @JsonProperty("access_until") @Nullable Instant accessUntil) {}
