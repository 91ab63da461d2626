package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.hash.Sha256;
import io.bhiv.rules.timing.TimingLeak;
import io.bhiv.rules.timing.TimingLeak.Guess;
import io.bhiv.rules.timing.TimingLeak.Kind;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the time of looking a key up says how much of its hash is stored.
 *
 * <p>The control is the same look-up with a comparison that stops at the first wrong byte: the test must see it, or it would see nothing.
 */
@Tag("timing")
class ConstantTimeTest {

    private static final int SAMPLES = Integer.getInteger("auth.timing.samples", 200_000);
    private static final long SEED = Long.getLong("auth.timing.seed", 1);
    private static final String SENT = "Zk3vQ0h4cX9pT7wLr2mN8sYb5dGfJ1aE6uKqRiPzWxo";

    @Test
    void theLookUpOfAKeyDoesNotSayHowMuchOfItsHashIsRight() {
        assertThat(TimingLeak.apart(ConstantTimeTest::lookUp, SAMPLES, SEED)).isLessThan(TimingLeak.VISIBLE);
    }

    @Test
    void aLookUpThatStopsAtTheFirstWrongByteIsSeen() {
        assertThat(TimingLeak.apart(ConstantTimeTest::lookUpThatStopsEarly, SAMPLES, SEED))
                .isGreaterThan(TimingLeak.VISIBLE);
    }

    private static Guess lookUp() {
        ApiKeys far = new ApiKeys(new OneKey(hash(Kind.WRONG_AT_THE_START)));
        ApiKeys near = new ApiKeys(new OneKey(hash(Kind.WRONG_AT_THE_END)));
        return kind -> (kind == Kind.WRONG_AT_THE_START ? far : near).find(SENT).isPresent();
    }

    private static Guess lookUpThatStopsEarly() {
        byte[] far = hash(Kind.WRONG_AT_THE_START);
        byte[] near = hash(Kind.WRONG_AT_THE_END);
        return kind -> stopsEarly(Sha256.of(SENT).bytes(), kind == Kind.WRONG_AT_THE_START ? far : near);
    }

    private static boolean stopsEarly(byte[] sent, byte[] stored) {
        for (int at = 0; at < stored.length; at++) {
            if (stored[at] != sent[at]) {
                return false;
            }
        }
        return true;
    }

    /** That of the key that is sent, with one byte changed. */
    private static byte[] hash(Kind wrong) {
        byte[] hash = Sha256.of(SENT).bytes();
        hash[wrong == Kind.WRONG_AT_THE_START ? 0 : hash.length - 1] ^= 1;
        return hash;
    }

    private record OneKey(byte[] hash) implements AuthConfig {

        @Override
        public Mode mode() {
            return Mode.KEYS;
        }

        @Override
        public Map<String, Key> keys() {
            return Map.of("one", new Stored(Optional.of(HexFormat.of().formatHex(hash)), Set.of("viewer"), false));
        }

        @Override
        public Optional<List<String>> anonymous() {
            return Optional.empty();
        }

        @Override
        public Optional<List<String>> trustedProxies() {
            return Optional.empty();
        }

        @Override
        public Optional<List<String>> openHosts() {
            return Optional.empty();
        }

        @Override
        public int addressRate() {
            return 50;
        }

        @Override
        public Optional<List<String>> origins() {
            return Optional.empty();
        }

        @Override
        public OtherOrigins otherOrigins() {
            return OtherOrigins.PASS;
        }
    }

    private record Stored(Optional<String> sha256, Set<String> roles, boolean publishable) implements AuthConfig.Key {

        @Override
        public Optional<List<String>> origins() {
            return Optional.empty();
        }

        @Override
        public OptionalInt rate() {
            return OptionalInt.empty();
        }
    }
}
