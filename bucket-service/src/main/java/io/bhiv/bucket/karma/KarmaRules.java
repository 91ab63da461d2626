package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.bucket.karma.rule.RuleTableReader;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

/** The rule table in force. A table that cannot be used keeps the service from starting: it must not earn people nothing. */
@ApplicationScoped
class KarmaRules implements StartupCheck {

    private static final String DEFAULT = "/karma-rules.json";

    private final KarmaConfig config;

    KarmaRules(KarmaConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        try {
            load();
            return List.of();
        } catch (IOException | RuleTableReader.InvalidRules unusable) {
            return List.of(StartupProblem.fatal(
                    "bucket.karma.rules",
                    "the rule table cannot be used: " + unusable.getMessage(),
                    "Compare it with karma-rules.schema.json"));
        }
    }

    /** Reads a small file; called at start only. */
    RuleTable load() throws IOException {
        return RuleTableReader.read(json());
    }

    private JsonNode json() throws IOException {
        if (config.rules().isPresent()) {
            return PacketJson.read(Files.readAllBytes(config.rules().get()));
        }
        try (InputStream builtIn = KarmaRules.class.getResourceAsStream(DEFAULT)) {
            if (builtIn == null) {
                throw new IllegalStateException(DEFAULT + " comes with the service");
            }
            return PacketJson.read(builtIn.readAllBytes());
        }
    }
}
