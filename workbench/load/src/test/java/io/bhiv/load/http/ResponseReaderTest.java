package io.bhiv.load.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    private final ResponseReader reader = new ResponseReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\ncontent-length: 13\r\n\r\n{\"a\":\"hello\"}",
                "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n8\r\n\"hello\"}\r\n0\r\n\r\n",
                "HTTP/1.1 202 Accepted\r\ntransfer-encoding: Chunked\r\n\r\nd;x=y\r\n{\"a\":\"hello\"}\r\n0\r\nTrailer: x\r\n\r\n"
            })
    void readsAnAnswerHoweverItIsCut(String text) {
        for (int cut = 1; cut < text.length(); cut++) {
            reader.reset();
            assertThat(feed(text.substring(0, cut))).as("first %s bytes", cut).isEqualTo(ResponseReader.State.MORE);
            assertThat(feed(text.substring(cut))).as("cut at %s", cut).isEqualTo(ResponseReader.State.COMPLETE);
            assertThat(reader.status()).isEqualTo(202);
            assertThat(body()).isEqualTo("{\"a\":\"hello\"}");
        }
    }

    @Test
    void noContentNeedsNoLength() {
        assertThat(feed("HTTP/1.1 204 No Content\r\n\r\n")).isEqualTo(ResponseReader.State.COMPLETE);
    }

    @Test
    void noticesRetryAfterAndClose() {
        assertThat(feed("HTTP/1.1 503 Busy\r\nRETRY-AFTER: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo(ResponseReader.State.COMPLETE);
        assertThat(reader.hasRetryAfter()).isTrue();
        assertThat(reader.closesConnection()).isTrue();
    }

    @Test
    void clearsTheFieldsOfTheLastAnswer() {
        feed("HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        reader.reset();
        feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.hasRetryAfter()).isFalse();
        assertThat(reader.closesConnection()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\nok\r\n"
            })
    void refusesWhatIsNoFramedAnswer(String text) {
        assertThat(feed(text)).isEqualTo(ResponseReader.State.BROKEN);
    }

    @Test
    void findsAStringValueInTheBody() {
        feed("HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n{\"x\":\"event_id\", \"event_id\" : \"0190-abcd\"}");
        Answer answer = new Answer(reader, 0, 1);
        int from = answer.stringValueAt("\"event_id\"".getBytes(StandardCharsets.US_ASCII));
        int to = answer.endOfString(from);
        assertThat(new String(answer.bytes(), from, to - from, StandardCharsets.US_ASCII))
                .isEqualTo("0190-abcd");
        assertThat(answer.stringValueAt("\"other\"".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(-1);
    }

    private ResponseReader.State feed(String text) {
        return reader.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String body() {
        return new String(
                reader.bytes(), reader.bodyFrom(), reader.bodyTo() - reader.bodyFrom(), StandardCharsets.US_ASCII);
    }
}
