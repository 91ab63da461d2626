package io.bhiv.simulator.whoop;

import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Whoop;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** WHOOP on a port of its own: {@code /oauth/oauth2/auth}, {@code /oauth/oauth2/token}, {@code /developer/v2}. */
public final class WhoopSimulator implements ProviderSimulator {

    private static final OAuthRules RULES = new OAuthRules(
            new OAuthRules.Paths("/oauth/oauth2/auth", "/oauth/oauth2/token"),
            List.of(
                    "offline",
                    "read:recovery",
                    "read:cycles",
                    "read:sleep",
                    "read:workout",
                    "read:profile",
                    "read:body_measurement"),
            "offline",
            true,
            true,
            8,
            new OAuthRules.Lifetimes(Duration.ofMinutes(10), Duration.ofHours(1), true));

    /** Five retries in about an hour. */
    private static final RetryRules RETRIES = new RetryRules(
            Stream.of(60, 180, 480, 960, 1920).map(Duration::ofSeconds).toList(), Duration.ofSeconds(10), false);

    private final Wearers wearers = new Wearers();
    private final ObjectStore objects = new ObjectStore();
    private final Faults faults = new Faults();
    private final Switches switches = new Switches();
    private final OAuthServer oauth;
    private final NoticeSender sender;
    private final WhoopNotices notices;
    private final Parts parts;
    private final WhoopApi api;
    private final SimulatorServer server;

    private WhoopSimulator(int port, Setup setup) {
        Clock clock = setup.clock();
        oauth = new OAuthServer("WHOOP", RULES, setup.client(), clock, wearers::names);
        String secret = setup.client().secret();
        sender = new NoticeSender(clock, RETRIES, switches, (body, at) -> signature(body, at, secret), target -> {});
        notices = new WhoopNotices(sender, oauth.grants()::isConnected);
        SimulatedPeople people =
                new SimulatedPeople(clock, wearers, new WhoopRecorder(clock, wearers, objects, notices, switches));
        WhoopQuota quota = new WhoopQuota(clock, setup.quota());
        api = new WhoopApi(oauth, wearers, objects, quota, new WhoopPages(faults), clock);
        parts = new Parts(people, wearers, oauth, objects, faults, switches, new RequestLog(), sender);
        server = SimulatorServer.start(port, new RequestRouter(this, setup, this::route, quota::tooMany), setup.log());
    }

    /** Runs until it is closed; port 0 is any that is free. */
    public static WhoopSimulator start(int port, Setup setup) {
        return new WhoopSimulator(port, setup);
    }

    private Answer route(Request request) {
        return request.path().startsWith(WhoopApi.PATH) ? api.handle(request) : Answer.detail(404, "Not Found");
    }

    private static Map<String, String> signature(byte[] body, Instant at, String secret) {
        return new Whoop().signed(body, new Seal(at, secret)).headers();
    }

    /** Answers whose client went away before their end. */
    public long abandoned() {
        return server.abandoned();
    }

    @Override
    public String name() {
        return "whoop";
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

    @Override
    public void notify(List<URI> targets) {
        notices.to(targets);
    }

    @Override
    public void close() {
        sender.close();
        server.close();
    }
}
