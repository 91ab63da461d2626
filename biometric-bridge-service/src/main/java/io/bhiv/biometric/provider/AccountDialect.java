package io.bhiv.biometric.provider;

import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between the accounts of the providers. Pure. */
public interface AccountDialect {

    /** Asks whose token it is. */
    Call whose(OAuthApplication application, String accessToken);

    /** The provider's id of the user; null where the answer holds none. */
    @Nullable
    String userId(Answer answer);

    /** Ends the provider's side of the link. */
    Call revoke(OAuthApplication application, String accessToken);

    /** Sent as {@code scope} with a refresh; null for nothing. */
    @Nullable
    String refreshScope();

    /** Scopes without which a connection is of no use: to know the user, and to stay connected. */
    Set<String> indispensable();
}
