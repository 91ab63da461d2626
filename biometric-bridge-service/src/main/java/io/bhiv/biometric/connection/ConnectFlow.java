package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.Applications.Connected;
import io.bhiv.biometric.connection.ConnectionStore.Begun;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a person connects an account: begin, consent at the provider, come back.
 *
 * <p>The state that travels through the provider is bound to the browser that began (a cookie), is valid once and for some
 * minutes. So nobody can be made to finish what somebody else began, which would put one person's data under another's name. Nor can a
 * foreign page begin it in somebody's browser: the cookie comes with our first page, and browsers do not send it with a form of another site.
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

        /** The same browser used the ticket before, and the account is connected since then. */
        record ConnectedBefore() implements StartResult {}

        /** The ticket is unknown, too old, or was used for something else or in another browser. */
        record TicketExpired() implements StartResult {}

        /** The first page was not opened in this browser, or too long ago. Nothing was used. */
        record PageNotOpened() implements StartResult {}
    }

    /** How far a person has come with a ticket. */
    public sealed interface Progress {

        /** Nothing was done with it. */
        record Unused(String reference) implements Progress {

            @Override
            public String toString() {
                return "Unused[withheld]";
            }
        }

        /** This browser was sent to the provider with it, and has not come back. */
        record UnderWay() implements Progress {}

        /** The account was connected with it, in this browser, and still is. */
        record Connected() implements Progress {}

        /** It is unknown, too old, or was used for something else or in another browser. */
        record Expired() implements Progress {}
    }

    /** What became of an authorisation. */
    public sealed interface Completed {

        /** The account is connected. {@code withheld} are the scopes that the person did not grant. */
        record Done(Set<String> withheld) implements Completed {

            public Done {
                withheld = Set.copyOf(withheld);
            }
        }

        /** The same browser came back with the same state before, and the account is connected since then. */
        record DoneBefore() implements Completed {}

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

        /** It was, and something of that person is remembered that must not become this one's. */
        record AccountRemembered() implements Completed {}

        /** No call to the provider is allowed for this long; then the person may begin again. */
        record Busy(Duration pause) implements Completed {}

        /** The provider did not play its part; the person may begin again. */
        record ProviderFailed() implements Completed {}
    }

    /** A person who disconnected and connects again waits for the calls that end the former link. */
    private static final Duration WHILE_ENDING = Duration.ofMinutes(1);

    private static final int SECRET_BYTES = 32;
    /** Of a secret as text. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

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

    /** How far this browser has come with a ticket, which looking does not use. */
    public Uni<Progress> progress(Provider provider, String ticket, @Nullable String cookie) {
        return store.ticket(hash(ticket), provider)
                .chain(person -> person.<Uni<Progress>>map(
                                known -> Uni.createFrom().item(new Progress.Unused(known)))
                        .orElseGet(() -> progressOfUsed(provider, ticket, browser(cookie))));
    }

    /** Known by the state, which follows from the ticket and the browser: nobody else learns anything about either. */
    private Uni<Progress> progressOfUsed(Provider provider, String ticket, String browser) {
        byte[] state = hash(derived("state", ticket, browser));
        return store.begunBefore(hash(ticket), state, provider, hash(browser))
                .chain(begun -> begun == Begun.DONE
                        ? Uni.createFrom().item(new Progress.UnderWay())
                        : store.wasCompleted(state, provider, hash(browser))
                                .map(done -> done ? new Progress.Connected() : new Progress.Expired()));
    }

    /**
     * The reference of the person whose ticket it is, for what the person does with it, once: its address stays in histories and logs of
     * browsers and proxies. Empty where it is unknown, used or too old.
     */
    public Uni<Optional<String>> takeTicket(Provider provider, String ticket) {
        return store.takeTicket(hash(ticket), provider);
    }

    /** The secret that a browser keeps in a cookie from the first page on; a new one where it has none of ours. */
    public String browser(@Nullable String cookie) {
        String known = known(cookie);
        return known == null ? secret() : known;
    }

    private static @Nullable String known(@Nullable String cookie) {
        return cookie != null && SECRET.matcher(cookie).matches() ? cookie : null;
    }

    /** Sends a person to a provider that is one of {@link #providers}. */
    public Uni<StartResult> begin(Provider provider, @Nullable String reference, @Nullable String cookie) {
        String browser = known(cookie);
        if (browser == null) {
            return Uni.createFrom().item(new StartResult.PageNotOpened());
        }
        String state = secret();
        return store.begin(hash(state), provider, hash(browser), reference)
                .map(begun -> begun ? redirect(provider, state, browser) : new StartResult.TooMany());
    }

    /**
     * The same for the person of a ticket, which is used up. Who presses twice is sent to the same place twice: the state follows from
     * the ticket and the browser, which nobody else has both, and one is stored, until the provider sends the browser back with it.
     */
    public Uni<StartResult> beginWithTicket(Provider provider, String ticket, @Nullable String cookie) {
        String browser = known(cookie);
        if (browser == null) {
            return Uni.createFrom().item(new StartResult.PageNotOpened());
        }
        String state = derived("state", ticket, browser);
        return store.beginWithTicket(hash(ticket), hash(state), provider, hash(browser))
                .chain(begun -> switch (begun) {
                    case DONE -> Uni.createFrom().item(redirect(provider, state, browser));
                    case TOO_MANY -> Uni.createFrom().item(new StartResult.TooMany());
                    case NO_TICKET ->
                        store.wasCompleted(hash(state), provider, hash(browser))
                                .map(done ->
                                        done ? new StartResult.ConnectedBefore() : new StartResult.TicketExpired());
                });
    }

    private StartResult redirect(Provider provider, String state, String browser) {
        OAuthApplication application = applications.at(provider).orElseThrow().application();
        String challenge = application.pkce() ? challenge(verifier(state, browser)) : null;
        return new StartResult.Redirect(application.authorisation(state, challenge), browser);
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
        String browser = came.browser();
        if (state == null || state.length() > LONGEST_STATE || browser == null) {
            return Uni.createFrom().item(new Completed.WrongBrowser());
        }
        Connected at = applications.at(provider).orElseThrow();
        Opened opened = new Opened(state, browser);
        return store.take(hash(state), provider)
                .chain(taken -> taken.isEmpty()
                        ? seenBefore(provider, opened)
                        : taken.filter(begun -> isOfThisBrowser(begun, opened))
                                .map(begun -> consented(at, begun, opened, came))
                                .orElseGet(() -> Uni.createFrom().item(new Completed.WrongBrowser())));
    }

    /** The state and the browser of an authorisation, which both came back. */
    private record Opened(String state, String browser) {

        @Override
        public String toString() {
            return "Opened[withheld]";
        }
    }

    /** A page that is loaded once more must neither use its code again nor say that there is no connection. */
    private Uni<Completed> seenBefore(Provider provider, Opened opened) {
        return store.wasCompleted(hash(opened.state()), provider, hash(opened.browser()))
                .map(done -> done ? new Completed.DoneBefore() : new Completed.WrongBrowser());
    }

    private static boolean isOfThisBrowser(Taken begun, Opened opened) {
        return begun.inTime() && MessageDigest.isEqual(begun.browserHash(), hash(opened.browser()));
    }

    private Uni<Completed> consented(Connected at, Taken begun, Opened opened, Return came) {
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
                        ? exchange(at, begun, opened, came, code)
                        : Uni.createFrom().item(new Completed.Busy(pause)));
    }

    private Uni<Completed> exchange(Connected at, Taken begun, Opened opened, Return came, String code) {
        // Stored by replicas of the version before; ours follows from what came back, so that the store cannot give it
        // away.
        String stored = begun.verifier();
        String verifier =
                stored == null && at.application().pkce() ? verifier(opened.state(), opened.browser()) : stored;
        return applications
                .send(at, at.application().exchange(code, verifier))
                .map(answer -> TokenAnswer.of(answer, clock.instant()))
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted ->
                        granted(at, begun, opened, granted, grantedScopes(at, granted, came));
                    case TokenAnswer.WrongClient wrong -> failed(at, "our client id and secret are not accepted");
                    case TokenAnswer.Refused refused -> failed(at, "the code was refused");
                    case TokenAnswer.Doubtful doubtful -> failed(at, "the request was refused");
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
    private Uni<Completed> granted(
            Connected at, Taken begun, Opened opened, TokenAnswer.Granted granted, Set<String> scopes) {
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
                                    opened,
                                    new ProviderUser(at.application().provider(), userId),
                                    new TokenPair(granted.access(), refresh),
                                    granted,
                                    scopes);
                });
    }

    private Uni<Completed> activate(
            Connected at,
            Taken begun,
            Opened opened,
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
                        granted.lifetime(),
                        hash(opened.state()),
                        hash(opened.browser())))
                .map(activated -> switch (activated) {
                    case OF_ANOTHER -> {
                        Log.infof("An account is connected for another person [connection=%s]", connectionId);
                        yield new Completed.AccountInUse();
                    }
                    case WAS_OF_ANOTHER -> {
                        Log.infof(
                                "An account was connected for another person, of whom something is remembered [connection=%s]",
                                connectionId);
                        yield new Completed.AccountRemembered();
                    }
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

    /** Of an authorisation; for {@link #challenge}. */
    static String verifier(String state, String browser) {
        return derived("verifier", state, browser);
    }

    /** A secret that follows from two others, and tells nothing of them. The second one is of {@link #SECRET}'s shape. */
    private static String derived(String purpose, String one, String other) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(purpose + '\n' + one + '\n' + other));
    }

    /** RFC 7636, 4.2. */
    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(verifier));
    }
}
