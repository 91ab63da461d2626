package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whose fact it is.
 *
 * @param subjectId our pseudonymous id of the person, the Kafka key; never an e-mail
 * @param connectionId our id of the link to a provider; survives a re-authentication there
 * @param providerUserId the provider's id of the user, always as text
 * @param referenceId the id that we gave to the provider when the link was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Subject(
        @JsonProperty("subject_id") String subjectId,
        @JsonProperty("connection_id") String connectionId,
        @JsonProperty("provider_user_id") @Nullable String providerUserId,
        @JsonProperty("reference_id") @Nullable String referenceId) {

    /** Without the provider's and the customer's ids of the person. */
    @Override
    public String toString() {
        return "Subject[" + subjectId + ' ' + connectionId + ']';
    }
}
