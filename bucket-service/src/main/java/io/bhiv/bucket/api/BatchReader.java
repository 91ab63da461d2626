package io.bhiv.bucket.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.packet.PacketReader.Reading;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.StrictJson;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a batch, an array or {@code {packets:[…]}}, one packet at a time: a tree of the whole could take thirty times the bytes of the
 * body. The whole body is checked as JSON.
 *
 * @param most packets in one batch
 * @param largest bytes of one packet, for the answer to those that are larger
 * @param reading what a packet is read as
 */
record BatchReader(int most, long largest, Function<JsonNode, Reading> reading) {

    /** One result for each packet, in order. Throws {@code ProblemException} where the body is no batch. */
    List<Reading> read(byte[] body) {
        try {
            return PacketJson.walk(body, parser -> batch(body, parser));
        } catch (JsonRefused refused) {
            throw Bodies.refusal(refused, "");
        }
    }

    private List<Reading> batch(byte[] body, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return packets(body, parser, "");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return member(body, parser);
        }
        throw noBatch("");
    }

    private List<Reading> member(byte[] body, JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean packets = "packets".equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (packets && value == JsonToken.START_ARRAY) {
                return packets(body, parser, "/packets");
            }
            parser.skipChildren();
        }
        throw noBatch("/packets");
    }

    private List<Reading> packets(byte[] body, JsonParser parser, String at) throws IOException {
        List<Reading> readings = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (readings.size() == most) {
                throw Problem.of(ProblemType.TOO_LARGE, "At most " + most + " packets in one batch")
                        .asException();
            }
            readings.add(packet(StrictJson.slice(body, parser), at + "/" + readings.size()));
        }
        if (readings.isEmpty()) {
            throw noBatch(at);
        }
        return readings;
    }

    private Reading packet(byte[] packet, String at) {
        try {
            return reading.apply(PacketJson.read(packet));
        } catch (JsonRefused refused) {
            if (refused.reason() == JsonRefused.Reason.TOO_MANY_TOKENS) {
                return new Reading.TooLarge(largest);
            }
            throw Bodies.refusal(refused, at);
        }
    }

    private static RuntimeException noBatch(String at) {
        return Problem.at(at, "An array of packets").asException();
    }
}
