package io.bhiv.kit.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Who may call. */
@ConfigMapping(prefix = "bridge.auth")
public interface AuthConfig {

    /** {@code keys}: a valid key is needed. {@code open}: everybody may do everything; for a laptop and for tests. */
    @WithDefault("keys")
    Mode mode();

    /** The keys by name; the name appears in logs, the key never does. Several are valid at once, so keys can rotate. */
    Map<String, Key> keys();

    /**
     * Routes that may be called without a key, each as {@code METHOD /path}; a segment {@code *} stands for any one segment. For
     * clients that cannot be changed. Whatever is named here, an operator's routes still need a key.
     */
    Optional<List<String>> anonymous();

    /**
     * Requests per second of one address (of IPv6: of one network of 64 bits) that shows no secret key (anonymous or publishable);
     * bursts of five seconds pass. Rates hold over all replicas where a service has Redis and it answers, else for each replica.
     */
    @WithDefault("50")
    @Min(1)
    int addressRate();

    /**
     * Addresses of proxies in front of the service, each an address or a block ({@code 10.0.0.0/8}). Where one of them calls,
     * {@code address-rate} counts for the address that it names last in {@code X-Forwarded-For}. Unset: everybody behind a proxy is one
     * caller. Name no address from which others can call.
     */
    Optional<List<String>> trustedProxies();

    /**
     * Web origins ({@code https://learn.example.org}) whose pages may call the service and read its answers, beside the origins
     * of publishable keys.
     */
    Optional<List<String>> origins();

    /**
     * Names under which the service is called in mode {@code open} beside {@code localhost}, addresses and names without a dot, such as
     * that of a tunnel or {@code host.docker.internal}. Under any other a request is answered 421: its owner may have pointed it at this
     * machine, so that a page of theirs can read and send everything (DNS rebinding).
     */
    Optional<List<String>> openHosts();

    /** What a request that a browser sends from a page of any other origin gets; in mode {@code open} always a refusal. */
    @WithDefault("pass")
    OtherOrigins otherOrigins();

    /** {@code pass}: an answer that the page cannot read; its key decides. {@code refuse}: 403, whatever it brings. */
    enum OtherOrigins {
        PASS,
        REFUSE
    }

    enum Mode {
        KEYS,
        OPEN
    }

    interface Key {

        /**
         * SHA-256 of the key, 64 hex digits ({@code printf %s KEY | sha256sum}). Keys are random and long, so a plain hash
         * cannot be reversed by guessing.
         */
        Optional<String> sha256();

        /** Any of {@code ingest, connect, consumer, viewer, operator}. */
        Set<String> roles();

        /**
         * A key that a web page may show to everybody: accepted in the query parameter {@code api_key} too, because
         * {@code navigator.sendBeacon} sends no headers; only for {@code ingest}, and only from {@code origins}.
         */
        @WithDefault("false")
        boolean publishable();

        /** The web origins ({@code https://learn.example.org}) from which a publishable key is accepted. */
        Optional<List<String>> origins();

        /** Requests per second with this key; bursts of five seconds pass. Unset: no limit. */
        OptionalInt rate();
    }
}
