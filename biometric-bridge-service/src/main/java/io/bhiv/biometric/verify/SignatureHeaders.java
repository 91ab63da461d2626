package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification.Reason;
import io.bhiv.biometric.verify.Verification.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signature that a request claims in its headers.
 *
 * <p>The signed prefix keeps the timestamp exactly as it was written: a number formatted again may differ.
 */
sealed interface SignatureHeaders {

    /** Headers that can be checked. */
    @SuppressWarnings("ArrayRecordComponent")
    record Parsed(Instant signedAt, byte[] signedPrefix, List<byte[]> digests) implements SignatureHeaders {}

    /** Headers that cannot. */
    record Malformed(Reason reason) implements SignatureHeaders {}

    default Verification check(SigningKeys keys, Freshness freshness, byte[] body, Instant now) {
        return switch (this) {
            case Malformed(Reason reason) -> new Refused(reason);
            case Parsed(Instant signedAt, byte[] signedPrefix, List<byte[]> digests) -> {
                int matched = keys.match(signedPrefix, body, digests);
                yield matched == SigningKeys.NONE
                        ? new Refused(Reason.MISMATCH)
                        : freshness.judge(matched, signedAt, now);
            }
        };
    }

    /** One digest and one timestamp, each in a header of its own. */
    static SignatureHeaders of(Stated timestamp, Stated signature, Decoding decoding, TimestampUnit unit) {
        if (timestamp.reason() != null) {
            return new Malformed(timestamp.reason());
        }
        if (signature.reason() != null) {
            return new Malformed(signature.reason());
        }
        Instant signedAt = unit.read(timestamp.value());
        byte @Nullable [] digest = decoding.decode(signature.value());
        if (signedAt == null || digest == null) {
            return new Malformed(Reason.MALFORMED);
        }
        return new Parsed(signedAt, timestamp.value().getBytes(StandardCharsets.ISO_8859_1), List.of(digest));
    }

    /** How digest bytes are written. */
    enum Decoding {
        /** Either case. */
        HEX {
            @Override
            byte @Nullable [] decode(String text) {
                try {
                    return HexFormat.of().parseHex(text);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        },
        BASE64 {
            @Override
            byte @Nullable [] decode(String text) {
                try {
                    byte[] digest = Base64.getDecoder().decode(text);
                    return isTheTextOf(digest, text) ? digest : null;
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }

            // A digest has one text, apart from its padding; the decoder ignores bits that the last character has too
            // many.
            private static boolean isTheTextOf(byte[] digest, String text) {
                return Base64.getEncoder().encodeToString(digest).equals(text)
                        || Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(digest)
                                .equals(text);
            }
        };

        /** The bytes, or null when the text is not of this form. */
        abstract byte @Nullable [] decode(String text);
    }

    /** One fact stated by headers, perhaps under several names: all statements must agree. */
    record Stated(String value, @Nullable Reason reason) {

        static Stated in(Headers headers, String... names) {
            String found = null;
            for (String name : names) {
                List<String> values = headers.values(name);
                for (String value : values) {
                    if (found != null && !found.equals(value)) {
                        return new Stated("", Reason.HEADERS_DISAGREE);
                    }
                    found = value;
                }
            }
            return found == null ? new Stated("", Reason.MISSING) : new Stated(found, null);
        }
    }

    /** How a provider writes the time of signing: decimal digits only. */
    enum TimestampUnit {
        MILLIS,

        /** Seconds, unless the number is so large that it can only be milliseconds: documents of Oura and Terra are not of one mind. */
        SECONDS_OR_MILLIS;

        private static final long FIRST_MILLIS = 1_000_000_000_000L;
        private static final int MAX_DIGITS = 15;

        @Nullable
        Instant read(String digits) {
            if (digits.isEmpty()
                    || digits.length() > MAX_DIGITS
                    || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            long number = Long.parseLong(digits);
            return switch (this) {
                case MILLIS -> Instant.ofEpochMilli(number);
                case SECONDS_OR_MILLIS ->
                    number > FIRST_MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            };
        }
    }
}
