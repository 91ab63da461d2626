package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a link between a person and a provider. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
        @Nullable ConnectionState state,
        @JsonProperty("previous_provider_user_id") @Nullable String previousProviderUserId,
        @JsonProperty("scopes_added") @Nullable List<String> scopesAdded,
        @JsonProperty("scopes_removed") @Nullable List<String> scopesRemoved,
        @Nullable String reason) {

    /** Without the provider's id of the user. */
    @Override
    public String toString() {
        return "Connection[" + state + ']';
    }
}
