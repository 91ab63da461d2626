package io.bhiv.biometric.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How persons are connected to providers whose data must be fetched. */
@ConfigMapping(prefix = "bridge.biometric.connect")
public interface ConnectConfig {

    /**
     * Address under which browsers reach this service ({@code https://bridge.example.org}); the providers send people back to
     * {@code <it>/connect/<provider>/callback}. Needed as soon as a provider has a client id.
     */
    Optional<URI> publicUrl();

    Oura oura();

    Whoop whoop();

    /**
     * File with the key that seals tokens at rest ({@code BRIDGE_CONNECT_KEY_FILE}): 32 bytes in base64 ({@code openssl rand -base64 32}).
     * Needed as soon as a provider has a client id.
     */
    Optional<Path> keyFile();

    /** Files with keys that sealed before. They open what they sealed, until all of it is sealed with the new key (within an hour or two). */
    Optional<List<Path>> previousKeyFiles();

    /** How long a person may take at the provider. */
    @WithDefault("10m")
    Duration authorisationTime();

    /** How long a ticket lets a person begin or disconnect, once. */
    @WithDefault("10m")
    Duration ticketTime();

    /** A token is refreshed when it expires within this time. */
    @WithDefault("2m")
    Duration refreshBefore();

    /** Time one call to a provider's OAuth server may take in all; shorter than {@code refresh-claim}. */
    @WithDefault("10s")
    Duration callTimeout();

    /** How long one replica may hold the refresh of a connection. */
    @WithDefault("45s")
    Duration refreshClaim();

    /** Pause after a refresh that failed for a reason that may pass; doubles up to 32 times this. */
    @WithDefault("5s")
    Duration refreshPause();

    /** Authorisations under way at once. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxPending();

    /** One application at a provider. */
    interface Client {

        /** The application's client id; without it nobody can be connected to this provider. */
        Optional<String> clientId();

        /** The application's client secret. */
        Optional<String> clientSecret();

        /** Sends a PKCE challenge (S256). Neither provider documents it, so it is off. */
        @WithDefault("false")
        boolean pkce();
    }

    /** Client in {@code OURA_CLIENT_ID} and {@code OURA_CLIENT_SECRET}. */
    interface Oura extends Client {

        /** What a person is asked for. */
        @WithDefault("personal,daily,heartrate,workout,session,tag,spo2,stress,heart_health")
        List<String> scopes();

        /** Where a person consents. */
        @WithDefault("https://cloud.ouraring.com/oauth/authorize")
        URI authorizeUrl();

        /** Where codes and refresh tokens are exchanged. */
        @WithDefault("https://api.ouraring.com/oauth/token")
        URI tokenUrl();

        /** Base address of the API, without a slash at its end. */
        @WithDefault("https://api.ouraring.com")
        URI apiUrl();
    }

    /** Client in {@code WHOOP_CLIENT_ID} and {@code WHOOP_CLIENT_SECRET}. */
    interface Whoop extends Client {

        /** What a person is asked for; {@code offline} is what brings a refresh token. */
        @WithDefault("offline,read:profile,read:recovery,read:cycles,read:sleep,read:workout,read:body_measurement")
        List<String> scopes();

        /** Where a person consents. */
        @WithDefault("https://api.prod.whoop.com/oauth/oauth2/auth")
        URI authorizeUrl();

        /** Where codes and refresh tokens are exchanged. */
        @WithDefault("https://api.prod.whoop.com/oauth/oauth2/token")
        URI tokenUrl();

        /** Base address of the API, without a slash at its end. */
        @WithDefault("https://api.prod.whoop.com/developer")
        URI apiUrl();
    }
}
