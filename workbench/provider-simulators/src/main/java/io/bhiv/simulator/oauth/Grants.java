package io.bhiv.simulator.oauth;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Codes and tokens that were issued, and what each is still good for. */
public final class Grants {

    private final Clock clock;
    private final OAuthRules rules;
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Access> accessTokens = new HashMap<>();
    private final Map<String, Grant> refreshTokens = new HashMap<>();
    private final Set<Long> revoked = new HashSet<>();
    private final Map<String, Integer> refreshes = new HashMap<>();
    private long grants;

    Grants(Clock clock, OAuthRules rules) {
        this.clock = clock;
        this.rules = rules;
    }

    /**
     * A code that was issued.
     *
     * @param challenge of PKCE; null where none was sent
     * @param used by which tokens were issued; a second use ends those too
     */
    record Code(Grant grant, String redirectUri, @Nullable String challenge, Instant expires, boolean used) {}

    private record Access(Grant grant, Instant expires) {}

    synchronized String code(String person, Set<String> scopes, String redirectUri, @Nullable String challenge) {
        String code = random();
        Grant grant = new Grant(++grants, person, scopes);
        Instant expires = clock.instant().plus(rules.lifetimes().code());
        codes.put(code, new Code(grant, redirectUri, challenge, expires, false));
        return code;
    }

    /** The code, where it may still be used; a code that was used ends what was issued for it. */
    synchronized Optional<Code> useCode(String text) {
        Code code = codes.get(text);
        if (code == null) {
            return Optional.empty();
        }
        if (code.used()) {
            revoked.add(code.grant().number());
            return Optional.empty();
        }
        codes.put(text, new Code(code.grant(), code.redirectUri(), code.challenge(), code.expires(), true));
        return clock.instant().isBefore(code.expires()) ? Optional.of(code) : Optional.empty();
    }

    /** New tokens of a grant. */
    public synchronized Tokens issue(Grant grant) {
        String access = random();
        accessTokens.put(
                access, new Access(grant, clock.instant().plus(rules.lifetimes().access())));
        if (!rules.offlineScope().isEmpty() && !grant.allows(rules.offlineScope())) {
            return new Tokens(grant, access, null);
        }
        String refresh = random();
        refreshTokens.put(refresh, grant);
        return new Tokens(grant, access, refresh);
    }

    /** A person's consent and its tokens at once, for tests that are about something else. */
    public synchronized Tokens grant(String person, Set<String> scopes) {
        return issue(new Grant(++grants, person, scopes));
    }

    /** New tokens for a refresh token, which is used up by this; empty where it was used or revoked. */
    synchronized Optional<Tokens> refresh(String token) {
        Grant grant = refreshTokens.remove(token);
        if (grant == null || revoked.contains(grant.number())) {
            return Optional.empty();
        }
        if (rules.lifetimes().refreshEndsAccess()) {
            accessTokens.values().removeIf(access -> access.grant().equals(grant));
        }
        refreshes.merge(grant.person(), 1, Integer::sum);
        return Optional.of(issue(grant));
    }

    /** What an access token allows; empty where it is unknown, expired or revoked. */
    public synchronized Optional<Grant> find(String accessToken) {
        return Optional.ofNullable(accessTokens.get(accessToken))
                .filter(access -> clock.instant().isBefore(access.expires()))
                .map(Access::grant)
                .filter(grant -> !revoked.contains(grant.number()));
    }

    /** Ends a grant with all its tokens, as a person does at the provider. */
    public synchronized void revoke(Grant grant) {
        revoked.add(grant.number());
    }

    /** Ends every grant of a person. */
    public synchronized void revoke(String person) {
        accessTokens.values().stream()
                .map(Access::grant)
                .filter(grant -> grant.person().equals(person))
                .forEach(grant -> revoked.add(grant.number()));
        refreshTokens.values().stream()
                .filter(grant -> grant.person().equals(person))
                .forEach(grant -> revoked.add(grant.number()));
    }

    /** Ends the access tokens of a person before their time; refresh tokens stay. */
    public synchronized void expireAccess(String person) {
        accessTokens.values().removeIf(access -> access.grant().person().equals(person));
    }

    /** Whether the person is connected: notices are sent for those who are. */
    public synchronized boolean isConnected(String person) {
        return refreshTokens.values().stream().anyMatch(grant -> counts(grant, person))
                || accessTokens.values().stream().anyMatch(access -> counts(access.grant(), person));
    }

    private boolean counts(Grant grant, String person) {
        return grant.person().equals(person) && !revoked.contains(grant.number());
    }

    /** How often tokens of a person were refreshed with success. */
    public synchronized int refreshes(String person) {
        return refreshes.getOrDefault(person, 0);
    }

    private static String random() {
        return "fake-" + UUID.randomUUID() + UUID.randomUUID();
    }
}
