package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.bucket.karma.rule.RuleTableReader;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

/** Loads the rule table. The service does not start with an invalid one: all packets would be processed and earn nothing. */
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
        } catch (IOException | JsonRefused | RuleTableReader.InvalidRules unusable) {
            return List.of(StartupProblem.fatal(
                    "bridge.bucket.karma.rules",
                    "the rule table cannot be used: " + unusable.getMessage(),
                    "Compare it with karma-rules.schema.json"));
        }
    }

    /** Blocks on a small file; called at start only. */
    RuleTable load() throws IOException, JsonRefused {
        return RuleTableReader.read(json());
    }

    private JsonNode json() throws IOException, JsonRefused {
        if (config.rules().isPresent()) {
            return PacketJson.read(Files.readAllBytes(config.rules().get()));
        }
        try (InputStream builtIn = KarmaRules.class.getResourceAsStream(DEFAULT)) {
            if (builtIn == null) {
                throw new IllegalStateException(DEFAULT + " is part of the service");
            }
            return PacketJson.read(builtIn.readAllBytes());
        }
    }
}
