package dev.postrider.mailauth.spf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.postrider.mailauth.dns.ZoneDns;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The public test suite of openspf.org for RFC 7208, every case of it. */
final class PublicSuiteTest {
    private static final String SUITE = "/spf/rfc7208-tests.yml";
    private static final String NO_EXPLANATION = "DEFAULT";
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void theSuiteIsWhole() throws IOException {
        assertEquals(
                203,
                sections().stream().mapToInt(each -> each.get("tests").size()).sum());
    }

    @TestFactory
    Stream<DynamicContainer> suite() throws IOException {
        return sections().stream()
                .map(section -> DynamicContainer.dynamicContainer(
                        section.get("description").asText(),
                        section.get("tests").properties().stream()
                                .map(each -> DynamicTest.dynamicTest(
                                        each.getKey(),
                                        () -> check(
                                                each.getValue(),
                                                zone(section.path("zonedata").properties()))))));
    }

    private static void check(JsonNode test, ZoneDns dns) {
        SpfVerdict verdict = new SpfCheck(dns, "receiver.example")
                .mailFrom(
                        InetAddress.ofLiteral(test.get("host").asText()),
                        test.get("mailfrom").asText(),
                        test.get("helo").asText(),
                        NOW);
        List<String> expected = texts(test.get("result"));
        assertTrue(
                expected.contains(verdict.result().text()),
                () -> "expected one of " + expected + " but got " + verdict + ", having asked " + dns.questions());
        if (test.has("explanation")) {
            String explanation = test.get("explanation").asText();
            Optional<String> wanted = explanation.equals(NO_EXPLANATION) ? Optional.empty() : Optional.of(explanation);
            // The suite writes the nibbles of IPv6 addresses in upper case, RFC 7208 s7.4 in lower case.
            assertEquals(
                    wanted.map(PublicSuiteTest::folded), verdict.explanation().map(PublicSuiteTest::folded));
        }
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** A record of type SPF, which RFC 7208 does away with, stands for TXT where the name has no record of type TXT. */
    private static ZoneDns zone(Iterable<Map.Entry<String, JsonNode>> zonedata) {
        ZoneDns dns = new ZoneDns();
        for (Map.Entry<String, JsonNode> entry : zonedata) {
            String name = entry.getKey();
            dns.withName(name);
            boolean hasTxt = false;
            for (JsonNode record : entry.getValue()) {
                hasTxt |= record.has("TXT");
            }
            for (JsonNode record : entry.getValue()) {
                Map.Entry<String, JsonNode> field =
                        record.properties().iterator().next();
                JsonNode data = field.getValue();
                switch (field.getKey()) {
                    case "TIMEOUT", "CNAMELOOP" -> dns.failing(name);
                    case "SPF" -> {
                        if (!hasTxt) {
                            dns.with(name, "TXT", String.join("", texts(data)));
                        }
                    }
                    case "TXT" -> {
                        if (!data.asText().equals("NONE")) {
                            dns.with(name, "TXT", String.join("", texts(data)));
                        }
                    }
                    case "MX" -> dns.with(name, "MX", data.get(1).asText());
                    default -> dns.with(name, field.getKey(), data.asText());
                }
            }
        }
        return dns;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private static List<JsonNode> sections() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (InputStream in = Objects.requireNonNull(PublicSuiteTest.class.getResourceAsStream(SUITE))) {
            return yaml.readerFor(JsonNode.class).<JsonNode>readValues(in).readAll();
        }
    }
}
