package io.bhiv.trigger.explain;

import io.bhiv.trigger.rule.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;

/** Sixteen hexadecimal digits of SHA-256 over {@code user|rule|episode_open|severity|engine_version}, with the night as {@code yyyy-mm-dd}. */
final class TriggerId {

    private static final int BYTES = 8;

    private TriggerId() {}

    /** @param level the severity, or {@code RESOLVED} for the end of the episode */
    static String of(String user, Rule rule, LocalDate openedOn, String level, String engineVersion) {
        String named = user + '|' + rule + '|' + openedOn + '|' + level + '|' + engineVersion;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
