package dev.postrider.servicekit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private enum Color {
        RED,
        DARK_BLUE
    }

    private static String complaint(Settings settings) {
        ConfigurationException e = assertThrows(ConfigurationException.class, settings::check);
        return e.problems().stream().map(Problem::describe).collect(Collectors.joining("\n"));
    }

    /** The section {@code demo}, of which the test's own {@code reference.conf} says that its keys are free. */
    private static Settings demo(String hocon) {
        return Configuration.of(hocon).section("demo");
    }

    @Test
    void valuesOfEveryType() {
        Settings demo = demo("""
                demo {
                  text = hello, number = 42, octets = 256 KiB, pause = 5m, on = yes, list = [a, b]
                  color = dark-blue, at = "mail.example:25", free { "x.y" = 1, z = two }
                }
                """);
        assertEquals("hello", demo.string("text"));
        assertEquals(42, demo.integer("number", 1, 100));
        assertEquals(262_144, demo.bytes("octets"));
        assertEquals(Duration.ofMinutes(5), demo.duration("pause"));
        assertTrue(demo.flag("on"));
        assertEquals(List.of("a", "b"), demo.strings("list"));
        assertEquals(Color.DARK_BLUE, demo.oneOf("color", Color.class));
        assertEquals(new HostPort("mail.example", 25), demo.hostPort("at"));
        assertEquals(Map.of("x.y", "1", "z", "two"), demo.map("free"));
        demo.check();
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        Settings demo = demo("""
                demo { number = 101, octets = much, pause = -1s, on = perhaps, color = green, at = nowhere, text = { a = 1 } }
                """);
        demo.integer("number", 1, 100);
        demo.bytes("octets");
        demo.duration("pause");
        demo.flag("on");
        demo.oneOf("color", Color.class);
        demo.hostPort("at");
        demo.string("text");
        demo.string("secret-name");
        String complaint = complaint(demo);
        assertEquals(8, complaint.lines().count(), complaint);
        assertTrue(complaint.contains("demo.number = 101: a whole number from 1 to 100 (test"), complaint);
        assertTrue(complaint.contains("demo.octets = much: a size such as 256 KiB"), complaint);
        assertTrue(complaint.contains("demo.color = green: one of red, dark-blue"), complaint);
        assertTrue(complaint.contains("demo.at = nowhere: host:port"), complaint);
    }

    @Test
    void unknownKeysAreMistakesAndNearOnesAreSuggested() {
        String complaint =
                complaint(Configuration.of("kafka { bootstrap-server = x }, management.prt = 1, nonsense = 1"));
        assertTrue(
                complaint.contains("kafka.bootstrap-server = …: unknown setting; did you mean bootstrap-servers?"),
                complaint);
        assertTrue(complaint.contains("management.prt = …: unknown setting; did you mean port?"), complaint);
        assertTrue(complaint.contains("nonsense = …: unknown setting (test"), complaint);
    }

    @Test
    void settingsOfServicesInOtherProcessesAreNoMistake() {
        Configuration.of("imap-gateway { idle = 1 }, pop3-gateway { x = 2 }").check();
    }

    @Test
    void freeSectionsTakeAnyKey() {
        Settings settings = Configuration.of("kafka.properties { security.protocol = SSL, \"sasl.jaas.config\" = x }");
        settings.check();
        assertEquals(
                Map.of("security.protocol", "SSL", "sasl.jaas.config", "x"),
                settings.section("kafka").map("properties"));
    }

    @Test
    void aScalarWhereASectionBelongsIsAMistake() {
        assertTrue(complaint(Configuration.of("kafka = 5")).contains("kafka = …: a section, in braces"));
    }

    @Test
    void elementsOfAListAreReadWithDefaultsAndTheirUnknownKeysFound() {
        Settings demo = demo(
                "demo { defaults { port = 25, tls { on = no } }, listeners = [ { name = a }, { name = b, port = 587, prot = 1 } ] }");
        List<Settings> listeners = demo.sections("listeners", "defaults");
        assertEquals(25, listeners.get(0).port("port"));
        assertEquals(587, listeners.get(1).port("port"));
        assertFalse(listeners.get(1).section("tls").flag("on"));
        assertEquals("a", listeners.get(0).string("name"));
        assertEquals("b", listeners.get(1).string("name"));
        String complaint = complaint(demo);
        assertEquals(1, complaint.lines().count(), complaint);
        assertTrue(complaint.startsWith("demo.listeners[1].prot = …: unknown setting (test"), complaint);
    }

    @Test
    void anElementsMistakeNamesItsPlace() {
        Settings demo = demo("demo { listeners = [ { port = 70000 } ] }");
        demo.sections("listeners").getFirst().port("port");
        assertTrue(complaint(demo).contains("demo.listeners[0].port = 70000"));
    }

    @Test
    void emptyIsNotSetForOptionalValues() {
        Settings demo = demo("demo { a = \"\", b = x, c = null }");
        assertEquals(Optional.empty(), demo.optionalString("a"));
        assertEquals(Optional.of("x"), demo.optionalString("b"));
        assertEquals(Optional.empty(), demo.optionalString("c"));
        assertEquals(Optional.empty(), demo.optionalString("d"));
        demo.check();
    }

    @Test
    void secretsComeFromFilesAndAreNeverShown(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "hunter2\n");
        Settings demo =
                demo("demo { password = \"file:" + file + "\", token = abc, bad-password = \"file:/none/such\" }");
        assertEquals("hunter2", demo.secret("password").get());
        assertEquals("abc", demo.secret("token").get());
        assertEquals("(secret)", demo.secret("token").toString());
        assertFalse(demo.secret("bad-password").get().contains("none"));
        demo.integer("token", 1, 2);
        String complaint = complaint(demo);
        assertFalse(complaint.contains("abc"), complaint);
        assertTrue(complaint.contains("demo.token = (secret): a whole number"), complaint);
        assertTrue(complaint.contains("demo.bad-password = (secret): file:/path of a readable file"), complaint);
    }

    @Test
    void theEnvironmentOverridesTheFileAndTheCommandLineBoth(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("postrider.conf"),
                "kafka { bootstrap-servers = file, partitions = 3 }, postgres.port = 1");
        Settings settings = Configuration.load(
                Optional.of(file),
                Map.of(
                        "POSTRIDER_KAFKA_BOOTSTRAP_SERVERS", "environment",
                        "POSTRIDER_KAFKA_PARTITIONS", "4",
                        "POSTRIDER_KAFKA_PROPERTIES", "a = 1, b = 2",
                        "POSTRIDER_SOME_SERVICE_HOST", "10.0.0.1"),
                Map.of("kafka.partitions", "5"));
        settings.check();
        Settings kafka = settings.section("kafka");
        assertEquals("environment", kafka.string("bootstrap-servers"));
        assertEquals(5, kafka.integer("partitions", 1, 10));
        assertEquals(Map.of("a", "1", "b", "2"), kafka.map("properties"));
        assertEquals(1, settings.section("postgres").integer("port", 1, 65_535));
    }

    @Test
    void aMistakeNamesTheVariableOrOptionThatMadeIt() {
        Settings settings = Configuration.load(
                Optional.empty(),
                Map.of("POSTRIDER_KAFKA_PARTITIONS", "many"),
                Map.of("postgres.port", "x", "kafka.partition", "1"));
        settings.section("kafka").integer("partitions", 1, 10);
        settings.section("postgres").port("port");
        String complaint = complaint(settings);
        assertTrue(
                complaint.contains(
                        "kafka.partitions = many: a whole number from 1 to 10 (environment variable POSTRIDER_KAFKA_PARTITIONS)"),
                complaint);
        assertTrue(complaint.contains("postgres.port = x: a whole number from 0 to 65535 (command line)"), complaint);
        assertTrue(
                complaint.contains(
                        "kafka.partition = …: unknown setting; did you mean kafka.partitions? (command line)"),
                complaint);
    }

    @Test
    void aFileThatIsNotThereOrNotHoconIsOneMistake(@TempDir Path directory) throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.conf"), "kafka { partitions = ");
        assertTrue(complaint(Configuration.load(Optional.of(broken), Map.of(), Map.of()))
                .contains("a readable HOCON file"));
        Path none = directory.resolve("none.conf");
        assertTrue(complaint(Configuration.load(Optional.of(none), Map.of(), Map.of()))
                .contains("none.conf"));
        assertTrue(complaint(Configuration.of("kafka.bootstrap-servers = ${undefined.thing}"))
                .contains("substitution"));
    }

    @Test
    void theDefaultsOfTheKitAreRight() {
        Settings settings = Configuration.of("");
        settings.check();
        assertEquals(9600, settings.port("management.port"));
    }

    @Test
    void hostsAndPorts() {
        assertEquals(Optional.of(new HostPort("::1", 25)), HostPort.parse("[::1]:25"));
        assertEquals("[::1]:25", new HostPort("::1", 25).toString());
        for (String bad : List.of("", "x", ":25", "x:", "x:0", "x:65536", "x:-1", "::1:25", "x:2 5", "[]:1")) {
            assertEquals(Optional.empty(), HostPort.parse(bad), bad);
        }
    }

    /** Each listener may have limits of its own over the common ones. */
    @Test
    void aSectionOverAnother() {
        Settings demo = demo("""
                demo { common { errors = 20, lines = 5, hops = 7 }, one { errors = 3 }, two { hops = many, lins = 1 } }
                """);
        Settings one = demo.section("one", demo.section("common"));
        assertEquals(3, one.integer("errors", 1, 100));
        assertEquals(5, one.integer("lines", 1, 100));
        Settings two = demo.section("two", demo.section("common"));
        two.integer("errors", 1, 10);
        two.integer("hops", 1, 10);
        String complaint = complaint(demo);
        assertTrue(complaint.contains("demo.common.errors = 20"), complaint);
        assertTrue(complaint.contains("demo.two.hops = many"), complaint);
        assertTrue(complaint.contains("demo.two.lins = 1: no setting of demo.common"), complaint);
        assertFalse(complaint.contains("demo.one"), complaint);
    }
}
