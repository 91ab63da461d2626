package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.Applications.Connected;
import io.bhiv.biometric.connection.ConnectionStore.Made;
import io.bhiv.biometric.connection.ConnectionStore.Taken;
import io.bhiv.biometric.normalise.Ids;
import io.bhiv.biometric.normalise.NormaliseConfig;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.TokenAnswer;
import io.bhiv.kit.hash.Sha256;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a person connects an account: begin, consent at the provider, come back.
 *
 * <p>The state that travels through the provider is bound to the browser that began (a cookie), is valid once and for some
 * minutes. So nobody can be made to finish what somebody else began, which would put one person's data under another's name.
 */
@ApplicationScoped
public class ConnectFlow {

    /** What became of a beginning. */
    public sealed interface StartResult {

        /**
         * The browser goes to the provider.
         *
         * @param browser secret for the browser to keep in a cookie until it comes back
         */
        record Redirect(URI address, String browser) implements StartResult {

            @Override
            public String toString() {
                return "Redirect[withheld]";
            }
        }

        /** Too many authorisations are under way. */
        record TooMany() implements StartResult {}
    }

    /** What became of an authorisation. */
    public sealed interface Completed {

        /** The account is connected. {@code withheld} are the scopes that the person did not grant. */
        record Done(Set<String> withheld) implements Completed {

            public Done {
                withheld = Set.copyOf(withheld);
            }
        }

        /** Nobody began this in this browser, it was used before, or it took too long. */
        record WrongBrowser() implements Completed {}

        /** The person refused at the provider. */
        record ConsentRefused() implements Completed {}

        /** Without these scopes nothing can be read. */
        record Insufficient(Set<String> missing) implements Completed {

            public Insufficient {
                missing = Set.copyOf(missing);
            }
        }

        /** The account is connected for another person. */
        record AccountInUse() implements Completed {}

        /** No call to the provider is allowed for this long; then the person may begin again. */
        record Busy(Duration pause) implements Completed {}

        /** The provider did not play its part; the person may begin again. */
        record ProviderFailed() implements Completed {}
    }

    /** A person who disconnected and connects again waits for the calls that end the former link. */
    private static final Duration WHILE_ENDING = Duration.ofMinutes(1);

    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_STATE = 256;
    private static final int LONGEST_CODE = 4_096;

    private final Applications applications;
    private final ConnectionStore store;
    private final TokenVault vault;
    private final ConnectionNotices notices;
    private final NormaliseConfig ids;
    private final Clock clock;
    private final RandomGenerator random;

    ConnectFlow(
            Applications applications,
            ConnectionStore store,
            TokenVault vault,
            ConnectionNotices notices,
            NormaliseConfig ids,
            Clock clock,
            RandomGenerator random) {
        this.applications = applications;
        this.store = store;
        this.vault = vault;
        this.notices = notices;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /** Providers to which a person can be connected. */
    public Set<Provider> providers() {
        return applications.providers();
    }

    /** What a person will be asked for there. */
    public Set<String> asked(Provider provider) {
        return applications
                .at(provider)
                .map(at -> Set.copyOf(at.application().scopes()))
                .orElse(Set.of());
    }

    /**
     * A ticket with which the person of this reference may begin or disconnect, once.
     *
     * @param ticket to be handed to this person alone
     */
    public record Ticket(String ticket, Instant expiresAt) {

        @Override
        public String toString() {
            return "Ticket[withheld, " + expiresAt + ']';
        }
    }

    public Uni<Ticket> issueTicket(Provider provider, String reference) {
        String ticket = secret();
        return store.issueTicket(hash(ticket), provider, reference).map(expiresAt -> new Ticket(ticket, expiresAt));
    }

    /** The reference of the person whose ticket it is; empty where it is unknown, used or too old. */
    public Uni<Optional<String>> personOf(Provider provider, String ticket) {
        return store.ticket(hash(ticket), provider);
    }

    /** The same for what the person does with it, once: its address stays in histories and logs of browsers and proxies. */
    public Uni<Optional<String>> takeTicket(Provider provider, String ticket) {
        return store.takeTicket(hash(ticket), provider);
    }

    /** Sends a person to a provider that is one of {@link #providers}. */
    public Uni<StartResult> begin(Provider provider, @Nullable String reference) {
        OAuthApplication application = applications.at(provider).orElseThrow().application();
        String state = secret();
        String browser = secret();
        String verifier = application.pkce() ? secret() : null;
        return store.begin(hash(state), provider, hash(browser), reference, verifier)
                .map(begun -> begun
                        ? new StartResult.Redirect(
                                application.authorisation(state, verifier == null ? null : challenge(verifier)),
                                browser)
                        : new StartResult.TooMany());
    }

    /**
     * What the provider sent the browser back with.
     *
     * @param browser the cookie of the browser that came back
     * @param error the provider's word for why there is no code
     * @param scope what was granted, where the provider states it here: Oura does, and not with the tokens
     */
    public record Return(
            @Nullable String state,
            @Nullable String code,
            @Nullable String scope,
            @Nullable String error,
            @Nullable String browser) {

        @Override
        public String toString() {
            return "Return[withheld]";
        }
    }

    /** Ends an authorisation. Completes after the connection is committed. */
    public Uni<Completed> complete(Provider provider, Return came) {
        String state = came.state();
        if (state == null || state.length() > LONGEST_STATE || came.browser() == null) {
            return Uni.createFrom().item(new Completed.WrongBrowser());
        }
        Connected at = applications.at(provider).orElseThrow();
        return store.take(hash(state), provider)
                .chain(taken -> taken.filter(begun -> isOfThisBrowser(begun, came))
                        .map(begun -> consented(at, begun, came))
                        .orElseGet(() -> Uni.createFrom().item(new Completed.WrongBrowser())));
    }

    private static boolean isOfThisBrowser(Taken begun, Return came) {
        return begun.inTime()
                && came.browser() != null
                && MessageDigest.isEqual(begun.browserHash(), hash(came.browser()));
    }

    private Uni<Completed> consented(Connected at, Taken begun, Return came) {
        String code = came.code();
        if (came.error() != null) {
            return Uni.createFrom()
                    .item(
                            came.error().equals("access_denied")
                                    ? new Completed.ConsentRefused()
                                    : new Completed.ProviderFailed());
        }
        if (code == null || code.length() > LONGEST_CODE) {
            return Uni.createFrom().item(new Completed.ProviderFailed());
        }
        // Before the code is used: without this call it is unknown whose consent it is.
        return applications
                .takeApiCall(at)
                .chain(pause -> pause.isZero()
                        ? exchange(at, begun, came, code)
                        : Uni.createFrom().item(new Completed.Busy(pause)));
    }

    private Uni<Completed> exchange(Connected at, Taken begun, Return came, String code) {
        return applications
                .send(at, at.application().exchange(code, begun.verifier()))
                .map(answer -> TokenAnswer.of(answer, clock.instant()))
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted -> granted(at, begun, granted, grantedScopes(at, granted, came));
                    case TokenAnswer.WrongClient wrong -> failed(at, "our client id and secret are not accepted");
                    case TokenAnswer.Refused refused -> failed(at, "the code was refused");
                    case TokenAnswer.Unavailable unavailable -> failed(at, "the OAuth server is away");
                    case TokenAnswer.Unreadable unreadable -> failed(at, "the token answer cannot be read");
                })
                .onFailure(Applications.NoAnswer.class)
                .recoverWithUni(failure -> failed(at, SafeFailure.describe(failure)));
    }

    private static Uni<Completed> failed(Connected at, String cause) {
        Log.warnf(
                "An account could not be connected [provider=%s cause=%s]",
                at.application().provider().wireName(), cause);
        return Uni.createFrom().item(new Completed.ProviderFailed());
    }

    /** Stated with the tokens, else with the code, else what was asked for (RFC 6749, 5.1). */
    private static Set<String> grantedScopes(Connected at, TokenAnswer.Granted granted, Return came) {
        if (granted.scopes() != null) {
            return granted.scopes();
        }
        Set<String> stated = TokenAnswer.scopes(came.scope());
        return stated == null ? Set.copyOf(at.application().scopes()) : stated;
    }

    /**
     * A grant that is of no use is forgotten and not revoked: revoking ends all access of our application, also that of an older
     * connection which works.
     */
    private Uni<Completed> granted(Connected at, Taken begun, TokenAnswer.Granted granted, Set<String> scopes) {
        Set<String> missing = new TreeSet<>(at.account().indispensable());
        missing.removeAll(scopes);
        String refresh = granted.refresh();
        if (!missing.isEmpty() || refresh == null) {
            return Uni.createFrom().item(new Completed.Insufficient(missing));
        }
        return applications
                .sendToApi(at, at.account().whose(at.application(), granted.access()))
                .chain(answer -> {
                    String userId = at.account().userId(answer);
                    return userId == null
                            ? failed(at, "the provider does not name the user")
                            : activate(
                                    at,
                                    begun,
                                    new ProviderUser(at.application().provider(), userId),
                                    new TokenPair(granted.access(), refresh),
                                    granted,
                                    scopes);
                });
    }

    private Uni<Completed> activate(
            Connected at,
            Taken begun,
            ProviderUser user,
            TokenPair pair,
            TokenAnswer.Granted granted,
            Set<String> scopes) {
        String connectionId = Ids.connection(ids.tenant(), user);
        Set<String> withheld = new TreeSet<>(at.application().scopes());
        withheld.removeAll(scopes);
        return store.activate(new Made(
                        connectionId,
                        user,
                        begun.reference(),
                        at.application().scopes(),
                        scopes,
                        vault.seal(pair, connectionId),
                        granted.lifetime()))
                .map(activated -> switch (activated) {
                    case OF_ANOTHER -> new Completed.AccountInUse();
                    case BEING_ENDED -> new Completed.Busy(WHILE_ENDING);
                    case DONE -> {
                        Log.infof(
                                "An account was connected [connection=%s provider=%s]",
                                connectionId, user.provider().wireName());
                        notices.nudge();
                        yield new Completed.Done(withheld);
                    }
                });
    }

    /** Ends a connection: from its commit on nothing is fetched with it. False where it is not there or has ended already. */
    public Uni<Boolean> disconnect(String connectionId, String reason) {
        return store.revoke(connectionId, reason).invoke(revoked -> {
            if (revoked) {
                ended(connectionId, reason);
            }
        });
    }

    /**
     * The same for all connections of a person at a provider, who may have several accounts there. Returns how many there were to be
     * ended.
     */
    public Uni<Integer> disconnectPerson(Provider provider, String reference, String reason) {
        return store.revokePerson(provider, reference, reason)
                .invoke(revoked -> revoked.forEach(one -> ended(one, reason)))
                .map(List::size);
    }

    private void ended(String connectionId, String reason) {
        Log.infof("A connection was ended [connection=%s reason=%s]", connectionId, reason);
        notices.nudge();
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String secret) {
        return Sha256.of(secret).bytes();
    }

    /** RFC 7636, 4.2. */
    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(verifier));
    }
}
