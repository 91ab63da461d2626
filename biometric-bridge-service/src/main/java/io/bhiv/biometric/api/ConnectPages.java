package io.bhiv.biometric.api;

import io.bhiv.biometric.connection.ConnectConfig;
import io.bhiv.model.biometric.Provider;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the connect pages share: their headers, the browser's cookie, and scopes in plain words. */
@Singleton
class ConnectPages {

    /** What a scope of a provider opens, as a person calls it. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("personal", "your age, sex, height and weight"),
            Map.entry("email", "your e-mail address"),
            Map.entry("daily", "daily sleep, activity and readiness"),
            Map.entry("heartrate", "your heart rate"),
            Map.entry("workout", "workouts"),
            Map.entry("session", "guided and unguided sessions"),
            Map.entry("tag", "tags that you entered"),
            Map.entry("spo2", "blood oxygen during sleep"),
            Map.entry("stress", "daytime stress"),
            Map.entry("heart_health", "cardiovascular age and VO2 max"),
            Map.entry("ring_configuration", "the model of your ring"),
            Map.entry("read:profile", "your name and e-mail address"),
            Map.entry("read:recovery", "recovery, with heart rate variability"),
            Map.entry("read:cycles", "daily strain"),
            Map.entry("read:sleep", "sleep"),
            Map.entry("read:workout", "workouts"),
            Map.entry("read:body_measurement", "height, weight and highest heart rate"),
            Map.entry("offline", "staying connected until you disconnect"));

    private final ConnectConfig config;

    ConnectPages(ConnectConfig config) {
        this.config = config;
    }

    String nameOf(Provider provider) {
        return provider == Provider.WHOOP ? "WHOOP" : "Oura";
    }

    /** In plain words and in their order; a scope without words is shown as it is. */
    List<String> inWords(Collection<String> scopes) {
        return scopes.stream()
                .map(scope -> WORDS.getOrDefault(scope, scope))
                .sorted()
                .distinct()
                .toList();
    }

    /** The page, kept by nobody, shown in no frame, and sending its address nowhere. */
    Response page(int status, Provider provider, TemplateInstance page) {
        // A form's redirect counts as its target.
        String formTargets = "form-action 'self' " + origin(authorizeUrl(provider));
        return Response.status(status)
                .entity(page)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " + formTargets)
                .build();
    }

    /** Kept until the browser comes back; null removes it. Sent along when the provider sends the person back. */
    NewCookie cookie(Provider provider, @Nullable String secret) {
        boolean tls =
                config.publicUrl().map(URI::getScheme).filter("https"::equals).isPresent();
        return new NewCookie.Builder("bhiv_connect")
                .value(secret == null ? "" : secret)
                .path("/connect/" + provider.wireName())
                .httpOnly(true)
                .secure(tls)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(secret == null ? 0 : (int) config.authorisationTime().toSeconds())
                .build();
    }

    private URI authorizeUrl(Provider provider) {
        return provider == Provider.WHOOP
                ? config.whoop().authorizeUrl()
                : config.oura().authorizeUrl();
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
