package io.bhiv.biometric.connection;

import io.bhiv.biometric.normalise.ConnectedProviders;
import io.bhiv.biometric.provider.AccountDialect;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.oura.OuraAccount;
import io.bhiv.biometric.provider.whoop.WhoopAccount;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallGuard;
import io.bhiv.kit.call.HttpCalls;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import io.bhiv.model.biometric.Provider;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Our applications at the providers' OAuth servers, and the guarded way there. */
@Startup
@ApplicationScoped
public class Applications implements ConnectedProviders {

    /** One application: what it sends, what is special about it, and the breaker in front of its server. */
    record Connected(OAuthApplication application, AccountDialect account, CallGuard guard) {}

    /** No answer came. Carries the cause for the log. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(Throwable cause) {
            super("no answer", cause, false, false);
        }
    }

    private static final int LARGEST_ANSWER = 64 << 10;
    private static final int CONNECTIONS = 20;

    private final ApiUsage usage;
    private final HttpCalls calls;
    private final Map<Provider, Connected> applications = new EnumMap<>(Provider.class);

    Applications(ConnectConfig config, ApiUsage usage, Vertx vertx, Breakers breakers) {
        this.usage = usage;
        this.calls = new HttpCalls(
                vertx,
                new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout((int)
                        config.callTimeout().toMillis()),
                LARGEST_ANSWER);
        ConnectConfig.Oura oura = config.oura();
        ConnectConfig.Whoop whoop = config.whoop();
        oura.clientId()
                .ifPresent(id -> add(
                        config,
                        breakers,
                        new OuraAccount(),
                        new OAuthApplication(
                                Provider.OURA,
                                id,
                                oura.clientSecret().orElse(""),
                                oura.authorizeUrl(),
                                oura.tokenUrl(),
                                oura.apiUrl(),
                                oura.scopes(),
                                oura.pkce(),
                                callback(config, Provider.OURA))));
        whoop.clientId()
                .ifPresent(id -> add(
                        config,
                        breakers,
                        new WhoopAccount(),
                        new OAuthApplication(
                                Provider.WHOOP,
                                id,
                                whoop.clientSecret().orElse(""),
                                whoop.authorizeUrl(),
                                whoop.tokenUrl(),
                                whoop.apiUrl(),
                                whoop.scopes(),
                                whoop.pkce(),
                                callback(config, Provider.WHOOP))));
    }

    private void add(ConnectConfig config, Breakers breakers, AccountDialect account, OAuthApplication application) {
        Breaker breaker = breakers.before(
                BreakerSettings.published("oauth-" + application.provider().wireName()));
        applications.put(
                application.provider(),
                new Connected(application, account, new CallGuard(breaker, config.callTimeout())));
    }

    private static URI callback(ConnectConfig config, Provider provider) {
        String base = config.publicUrl().map(URI::toString).orElse("http://localhost");
        String stripped = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(stripped + "/connect/" + provider.wireName() + "/callback");
    }

    /** Providers to which a person can be connected. */
    public Set<Provider> providers() {
        return applications.isEmpty() ? Set.of() : Set.copyOf(applications.keySet());
    }

    @Override
    public boolean include(Provider provider) {
        return applications.containsKey(provider);
    }

    /** Our application at a provider; empty where nobody can be connected to it. */
    public Optional<OAuthApplication> application(Provider provider) {
        return at(provider).map(Connected::application);
    }

    Optional<Connected> at(Provider provider) {
        return Optional.ofNullable(applications.get(provider));
    }

    /** An answer of any status; fails with {@link NoAnswer} where none came in time, or the breaker is open. */
    Uni<Answer> send(Connected at, Call call) {
        return at.guard().call(() -> calls.send(call)).onFailure().transform(NoAnswer::new);
    }

    /** Counts a call of the API, which is another server than that of OAuth: zero where it may be made now, else the time to wait. */
    Uni<Duration> takeApiCall(Connected at) {
        return usage.take(at.application().provider());
    }

    /** Makes a call of the API that was counted. */
    Uni<Answer> sendToApi(Connected at, Call call) {
        return send(at, call).call(answer -> usage.applyHeaders(at.application().provider(), answer));
    }

    @PreDestroy
    void close() {
        calls.close();
    }
}
