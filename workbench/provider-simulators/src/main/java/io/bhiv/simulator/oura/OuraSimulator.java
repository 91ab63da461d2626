package io.bhiv.simulator.oura;

import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Seal;
import io.bhiv.simulator.control.ProviderSimulator;
import io.bhiv.simulator.control.RequestRouter;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.http.SimulatorServer;
import io.bhiv.simulator.notice.NoticeSender;
import io.bhiv.simulator.notice.RetryRules;
import io.bhiv.simulator.oauth.OAuthRules;
import io.bhiv.simulator.oauth.OAuthServer;
import io.bhiv.simulator.people.SimulatedPeople;
import io.bhiv.simulator.people.Wearers;
import io.bhiv.simulator.state.Faults;
import io.bhiv.simulator.state.ObjectStore;
import io.bhiv.simulator.state.RequestLog;
import io.bhiv.simulator.state.Switches;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Oura on a port of its own: {@code /oauth/authorize}, {@code /oauth/token}, {@code /oauth/revoke}, {@code /v2/usercollection},
 * {@code /v2/webhook/subscription}.
 */
public final class OuraSimulator implements ProviderSimulator {

    private static final String REVOKE = "/oauth/revoke";

    private static final OAuthRules RULES = new OAuthRules(
            new OAuthRules.Paths("/oauth/authorize", "/oauth/token"),
            List.of(
                    "email",
                    "personal",
                    "daily",
                    "heartrate",
                    "workout",
                    "tag",
                    "session",
                    "spo2",
                    "ring_configuration",
                    "heart_health",
                    "stress"),
            "",
            false,
            false,
            0,
            new OAuthRules.Lifetimes(Duration.ofMinutes(10), Duration.ofDays(1), false));

    /** Ten retries in about an hour. */
    private static final RetryRules RETRIES = new RetryRules(
            Stream.of(10, 20, 40, 80, 160, 300, 450, 600, 900, 1200)
                    .map(Duration::ofSeconds)
                    .toList(),
            Duration.ofSeconds(10),
            true);

    private final Wearers wearers = new Wearers();
    private final ObjectStore objects = new ObjectStore();
    private final Faults faults = new Faults();
    private final Switches switches = new Switches();
    private final HttpClient http = HttpClient.newHttpClient();
    private final OAuthServer oauth;
    private final Subscriptions subscriptions;
    private final NoticeSender notices;
    private final Parts parts;
    private final OuraApi api;
    private final SimulatorServer server;

    private OuraSimulator(int port, Setup setup) {
        Clock clock = setup.clock();
        oauth = new OAuthServer("Oura", RULES, setup.client(), clock, wearers::names);
        subscriptions = new Subscriptions(setup.client(), clock, new Handshake(http));
        String secret = setup.client().secret();
        notices = new NoticeSender(
                clock, RETRIES, switches, (body, at) -> signature(body, at, secret), subscriptions::cancel);
        SimulatedPeople people = new SimulatedPeople(
                clock,
                wearers,
                new OuraRecorder(clock, objects, subscriptions, notices, switches, oauth.grants()::isConnected));
        OuraQuota quota = new OuraQuota(clock, setup.quota());
        api = new OuraApi(oauth, wearers, objects, quota, faults, clock);
        parts = new Parts(people, wearers, oauth, objects, faults, switches, new RequestLog(), notices);
        server = SimulatorServer.start(port, new RequestRouter(this, setup, this::route, quota::tooMany), setup.log());
    }

    /** Runs until it is closed; port 0 is any that is free. */
    public static OuraSimulator start(int port, Setup setup) {
        return new OuraSimulator(port, setup);
    }

    private Answer route(Request request) {
        if (request.path().startsWith(OuraApi.PATH)) {
            return api.handle(request);
        }
        if (request.path().startsWith(Subscriptions.PATH)) {
            return subscriptions.handle(request);
        }
        if (request.is("POST", REVOKE)) {
            return revoke(request);
        }
        return Answer.detail(404, "Not Found");
    }

    /**
     * A token that is unknown or has expired is taken without a word, and ends nothing. Oura's documents do not say what it does; this is
     * what the standard says (RFC 7009, 2.2), and of all it may do the hardest to notice.
     */
    private Answer revoke(Request request) {
        request.query()
                .and(request.form())
                .first("access_token")
                .flatMap(oauth.grants()::find)
                .ifPresent(oauth.grants()::revoke);
        return Answer.empty(200);
    }

    private static Map<String, String> signature(byte[] body, Instant at, String secret) {
        return new Oura().signed(body, new Seal(at, secret)).headers();
    }

    /** Subjects with a subscription that has not expired, as {@code sleep.update}. */
    public Set<String> subscribed() {
        return subscriptions.all().stream()
                .map(one -> one.subject().dataType() + "." + one.subject().eventType())
                .collect(Collectors.toSet());
    }

    /** Ends one before its time. */
    public void expireSubscription(String dataType, String eventType) {
        subscriptions.expire(dataType, eventType);
    }

    /** Makes one so old that it ends at that time. */
    public void endSubscription(String dataType, String eventType, Instant end) {
        subscriptions.endAt(dataType, eventType, end);
    }

    /** When a subscription ends; empty where there is none. */
    public Optional<Instant> subscriptionEnd(String dataType, String eventType) {
        return subscriptions.all().stream()
                .filter(one -> one.subject().equals(new Subscription.Subject(dataType, eventType)))
                .map(Subscription::expires)
                .findFirst();
    }

    /** The membership of a person runs out, or is paid again: 403 while it is out. */
    public void lapse(String person, boolean on) {
        api.lapse(person, on);
    }

    /** Answers whose client went away before their end. */
    public long abandoned() {
        return server.abandoned();
    }

    @Override
    public String name() {
        return "oura";
    }

    @Override
    public URI address() {
        return server.address();
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public int inFlight() {
        return server.inFlight();
    }

    /** Oura's notices go where its subscriptions say. */
    @Override
    public void notify(List<URI> targets) {
        throw new IllegalArgumentException("Oura's notices go where its subscriptions say");
    }

    @Override
    public void close() {
        notices.close();
        server.close();
        http.shutdownNow();
    }
}
