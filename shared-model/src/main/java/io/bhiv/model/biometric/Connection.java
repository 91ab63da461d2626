package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a link between a person and a provider. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
        @Nullable ConnectionState state,
        @Nullable String previousProviderUserId,
        @Nullable List<String> scopesAdded,
        @Nullable List<String> scopesRemoved,
        @Nullable String reason) {

    /** Without the provider's id of the user. */
    @Override
    public String toString() {
        return "Connection[" + state + ']';
    }
}
