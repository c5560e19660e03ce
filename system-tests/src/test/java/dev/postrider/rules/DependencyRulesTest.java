package dev.postrider.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom (ARCHITECTURE.md), over the compiled classes of the whole reactor. */
final class DependencyRulesTest {
    private static final Map<String, String> SERVICES = Map.of(
            "smtp-ingress", "dev.postrider.smtp.ingress..",
            "delivery-worker", "dev.postrider.delivery..",
            "mailbox-service", "dev.postrider.mailbox..",
            "imap-gateway", "dev.postrider.imap..");

    private static final String[] PURE = {
        "dev.postrider.mail..",
        "dev.postrider.mailauth..",
        "dev.postrider.sasl..",
        "dev.postrider.smtp",
        "dev.postrider.smtp.client..",
        "dev.postrider.smtp.server..",
        "..session..",
        "..command..",
        "..policy.."
    };

    private static final String[] CLIENT_LIBRARIES = {
        "org.apache.kafka..",
        "io.grpc..",
        "io.vertx.grpc..",
        "io.vertx.sqlclient..",
        "io.vertx.pgclient..",
        "java.sql..",
        "org.xbill..",
        "software.amazon.awssdk.."
    };

    private static final DescribedPredicate<JavaClass> CLOCK_OR_RANDOM = DescribedPredicate.describe(
            "clocks or randomness",
            type -> List.of(
                            "java.time.Clock",
                            "java.util.Random",
                            "java.security.SecureRandom",
                            "java.util.concurrent.ThreadLocalRandom")
                    .contains(type.getName()));

    /** Punycode is a function of its argument, and an address a value, as long as nobody asks for its name. */
    private static final DescribedPredicate<JavaClass> VALUES_OF_JAVA_NET = DescribedPredicate.describe(
            "values of java.net",
            type -> List.of("java.net.IDN", "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address")
                    .contains(type.getName()));

    private static JavaClasses reactor = new ClassFileImporter().importPackages("dev.postrider.rules.none");

    @BeforeAll
    static void importReactor() throws IOException {
        // The rules look at names of foreign types only; reading their classes would take a minute.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        reactor = new ClassFileImporter().importPaths(Reactor.mainClasses());
        assertTrue(reactor.size() > 100, "the reactor's classes were not found");
    }

    @Test
    void servicesDoNotKnowEachOther() {
        for (var service : SERVICES.entrySet()) {
            String[] others = SERVICES.values().stream()
                    .filter(other -> !other.equals(service.getValue()))
                    .toArray(String[]::new);
            check(noClasses()
                    .that()
                    .resideInAPackage(service.getValue())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others));
        }
    }

    @Test
    void librariesDoNotKnowServicesNorTheLauncher() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.postrider.mail..",
                        "dev.postrider.sasl..",
                        "dev.postrider.contracts..",
                        "dev.postrider.blobs..",
                        "dev.postrider.servicekit..",
                        "dev.postrider.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.postrider.smtp.ingress..",
                        "dev.postrider.delivery..",
                        "dev.postrider.mailbox..",
                        "dev.postrider.imap..",
                        "dev.postrider.deploy.."));
    }

    @Test
    void onlyTheLauncherAndTestsUseTheEmbeddedEngines() {
        check(noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(
                        "dev.postrider.embedded..",
                        "dev.postrider.deploy..",
                        "dev.postrider.testkit..",
                        "dev.postrider.bench..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.postrider.embedded.."));
    }

    @Test
    void pureCodeDoesNoInputOrOutput() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .and()
                .resideOutsideOfPackage("..adapter..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "io.vertx..",
                                "io.netty..",
                                "io.micrometer..",
                                "io.opentelemetry..",
                                "dev.postrider.servicekit..",
                                "java.net..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "org.apache.kafka..",
                                "io.grpc..",
                                "java.sql..",
                                "org.slf4j..")
                        .and(DescribedPredicate.not(VALUES_OF_JAVA_NET)))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "addresses are asked for by name or looked for on the network",
                        call -> call.getTargetOwner().isAssignableTo("java.net.InetAddress")
                                && !List.of("ofLiteral", "getAddress", "getHostAddress", "equals", "hashCode")
                                        .contains(call.getName())))
                .orShould()
                .dependOnClassesThat(CLOCK_OR_RANDOM)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now"));
    }

    @Test
    void onlyAdaptersKnowClientLibraries() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SERVICES.values().toArray(String[]::new))
                .and()
                .resideOutsideOfPackage("..adapter..")
                .and(DescribedPredicate.not(DescribedPredicate.describe(
                        "wiring", type -> type.getSource().isPresent() && isWiring(type))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(CLIENT_LIBRARIES)));
    }

    @Test
    void onlyOnePackageKnowsOpenTelemetry() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.postrider.servicekit.trace..", "dev.postrider.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry.."));
    }

    @Test
    void onlyNetKnowsSockets() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SERVICES.values().toArray(String[]::new))
                .and()
                .resideOutsideOfPackage("..net..")
                .and(DescribedPredicate.not(DescribedPredicate.describe("wiring", DependencyRulesTest::isWiring)))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "sockets",
                        type -> List.of(
                                        "io.vertx.core.net.NetSocket",
                                        "io.vertx.core.net.NetServer",
                                        "io.vertx.core.net.NetClient",
                                        "java.net.Socket",
                                        "java.net.ServerSocket")
                                .contains(type.getName()))));
    }

    @Test
    void statesEventsAndActionsAreClosedAndImmutable() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage("..session..")
                .and(DescribedPredicate.describe(
                        "are the sealed interfaces of a session",
                        type -> type.isInterface() && type.getSimpleName().matches(".*(State|Event|Action)")))
                .should(new ArchCondition<JavaClass>("be implemented by records and enums only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaClass subclass : type.getAllSubclasses()) {
                            boolean fine = subclass.isInterface()
                                    || subclass.isRecord()
                                    || subclass.isEnum()
                                    || subclass.getModifiers().contains(JavaModifier.SYNTHETIC);
                            events.add(new SimpleConditionEvent(
                                    subclass, fine, subclass.getName() + " is neither a record nor an enum"));
                        }
                    }
                });
        check(rule);
    }

    @Test
    void nobodyUsesAThreadBoundLogContext() {
        check(noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.slf4j")
                        .and(DescribedPredicate.describe(
                                "MDC", type -> type.getSimpleName().equals("MDC")))));
    }

    @Test
    void namesSayWhatThingsAre() {
        List<String> wrong = reactor.stream()
                .filter(type -> !type.getPackageName().equals("dev.postrider.contracts"))
                // What TLS calls a key manager is one.
                .filter(type -> !type.isAssignableTo("javax.net.ssl.X509ExtendedKeyManager"))
                .map(JavaClass::getSimpleName)
                .filter(name -> name.matches(".*(Manager|Helper|Utils?|Impl|Common|Misc)"))
                .toList();
        assertEquals(List.of(), wrong);
    }

    @Test
    void theRulesCanFail() {
        ArchRule impossible = noClasses()
                .that()
                .resideInAPackage("dev.postrider.smtp.ingress..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.postrider.contracts..");
        assertThrows(AssertionError.class, () -> impossible.check(reactor));
    }

    /** A class that wires a service, or a module of one, by hand; and a service's main. */
    private static boolean isWiring(JavaClass type) {
        String name = type.getName().replaceAll("\\$.*", "");
        return name.endsWith(".Main")
                || name.endsWith("Module")
                || List.of(
                                "dev.postrider.smtp.ingress.SmtpIngress",
                                "dev.postrider.delivery.DeliveryWorker",
                                "dev.postrider.mailbox.MailboxService",
                                "dev.postrider.imap.ImapGateway")
                        .contains(name);
    }

    private static void check(ArchRule rule) {
        rule.check(reactor);
    }
}
