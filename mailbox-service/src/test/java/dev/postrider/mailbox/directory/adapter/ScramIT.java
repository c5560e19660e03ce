package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.AuthenticateResponse.Result;
import dev.postrider.contracts.FinishScramRequest;
import dev.postrider.contracts.FinishScramResponse;
import dev.postrider.contracts.StartScramRequest;
import dev.postrider.contracts.StartScramResponse;
import dev.postrider.mailbox.directory.DirectorySystem;
import dev.postrider.testkit.ScramClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SCRAM and app passwords against PostgreSQL, asked as a gateway asks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScramIT {
    private final DirectorySystem system = DirectorySystem.start();
    private final GrpcDirectory directory = system.directory().directory();

    @BeforeAll
    void domain() {
        system.done("PUT", "/domains/example.org", new JsonObject());
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void whoKnowsThePasswordProvesItAndIsShownThatWeKnowItToo() {
        account("alice@example.org", "grüße aus köln");
        FinishScramResponse finish = scram("Alice@Example.ORG", "grüße aus köln", "192.0.2.1");
        assertEquals(Result.OK, finish.getOutcome().getResult());
        assertEquals("alice@example.org", finish.getOutcome().getLogin());
        FinishScramResponse wrong = scram("alice@example.org", "gruesse aus koeln", "192.0.2.1");
        assertEquals(Result.INVALID, wrong.getOutcome().getResult());
        assertTrue(wrong.getServerSignature().isEmpty(), "nothing is signed for a stranger");
    }

    @Test
    void aLoginThatDoesNotExistHasASaltTooAndAlwaysTheSame() {
        StartScramResponse first = start("nobody@example.org", "192.0.2.2");
        StartScramResponse second = start("NOBODY@example.org", "192.0.2.3");
        assertEquals(Result.OK, first.getResult());
        assertEquals(first.getSalt(), second.getSalt());
        assertEquals(16, first.getSalt().size());
        account("real@example.org", "a real password");
        StartScramResponse real = start("real@example.org", "192.0.2.2");
        assertEquals(real.getSalt().size(), first.getSalt().size());
        assertEquals(real.getIterations(), first.getIterations());
        assertFalse(real.getSalt().equals(first.getSalt()));
        assertEquals(Result.OK, start("not an address", "192.0.2.2").getResult());
        for (String login : new String[] {"nobody@example.org", "not an address", "@", ""}) {
            assertEquals(
                    Result.INVALID,
                    scram(login, "whatever it is", "192.0.2.4").getOutcome().getResult());
        }
    }

    @Test
    void anAccountWithoutAVerifierGetsOneAtItsNextLoginWithThePassword() {
        account("old@example.org", "the same password");
        await(system.pool()
                .query("UPDATE directory.account SET scram_verifier = '' WHERE local_key = 'old'")
                .execute());
        assertEquals(
                Result.INVALID,
                scram("old@example.org", "the same password", "192.0.2.5")
                        .getOutcome()
                        .getResult());
        assertEquals(
                Result.OK, login("old@example.org", "the same password", "imap").getResult());
        // It follows the answer; each look is a round trip to the database.
        Result result = Result.INVALID;
        for (int looks = 0; looks < 2_000 && result != Result.OK; looks++) {
            String verifier = await(system.pool()
                    .query("SELECT scram_verifier FROM directory.account WHERE local_key = 'old'")
                    .execute()
                    .map(rows -> rows.iterator().next().getString(0)));
            result = verifier.isEmpty()
                    ? Result.INVALID
                    : scram("old@example.org", "the same password", "192.0.2.6")
                            .getOutcome()
                            .getResult();
        }
        assertEquals(Result.OK, result);
    }

    @Test
    void aDisabledAccountIsToldSoOnlyWithTheRightProof() {
        account("off@example.org", "the right password");
        system.done("PATCH", "/accounts/off@example.org", new JsonObject().put("enabled", false));
        FinishScramResponse right = scram("off@example.org", "the right password", "192.0.2.7");
        assertEquals(Result.DISABLED, right.getOutcome().getResult());
        assertTrue(right.getServerSignature().isEmpty());
        assertEquals(
                Result.INVALID,
                scram("off@example.org", "a wrong password", "192.0.2.7")
                        .getOutcome()
                        .getResult());
    }

    @Test
    void proofsAndPasswordsCountTogether() {
        for (String name : new String[] {"counted@example.org", "uncounted@example.org"}) {
            if (name.startsWith("counted")) {
                account(name, "the right password");
            }
            String client = name.startsWith("c") ? "198.51.100.1" : "198.51.100.2";
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        Result.INVALID,
                        i % 2 == 0
                                ? scram(name, "guess " + i, client).getOutcome().getResult()
                                : login(name, "guess " + i, "smtp", client).getResult());
            }
            assertEquals(Result.THROTTLED, start(name, client).getResult());
            assertEquals(
                    Result.THROTTLED,
                    finish(name, "n=x,r=y", new byte[32], client).getOutcome().getResult());
        }
    }

    @Test
    void anAppPasswordOpensWhatItIsForUntilItIsRevoked() {
        account("app@example.org", "the account's own");
        JsonObject made = system.done(
                "POST",
                "/accounts/app@example.org/app-passwords",
                new JsonObject()
                        .put("name", "phone")
                        .put("scopes", new JsonArray().add("smtp").add("imap")));
        String password = made.getString("password");
        assertEquals(34, password.length(), password);
        assertEquals(Result.OK, login("app@example.org", password, "smtp").getResult());
        assertEquals(
                Result.OK,
                login("app@example.org", password.replace("-", ""), "imap").getResult());
        assertEquals(Result.INVALID, login("app@example.org", password, "pop3").getResult());
        assertEquals(
                Result.INVALID, login("app@example.org", password, "gopher").getResult());
        assertEquals(
                Result.OK, login("app@example.org", "the account's own", "pop3").getResult());
        assertEquals(
                Result.INVALID,
                scram("app@example.org", password, "192.0.2.9").getOutcome().getResult());
        account("other@example.org", "somebody else's");
        assertEquals(
                Result.INVALID, login("other@example.org", password, "smtp").getResult());

        JsonArray list = list("app@example.org");
        assertEquals(1, list.size());
        JsonObject entry = list.getJsonObject(0);
        assertEquals("phone", entry.getString("name"));
        assertEquals(new JsonArray().add("smtp").add("imap"), entry.getJsonArray("scopes"));
        assertFalse(entry.containsKey("password"));
        assertFalse(entry.encode().contains(password));

        String path = "/accounts/app@example.org/app-passwords/" + made.getLong("id");
        assertEquals(404, system.call("DELETE", path.replace("app@", "other@")).statusCode(), "not theirs");
        assertEquals(204, system.call("DELETE", path).statusCode());
        assertEquals(404, system.call("DELETE", path).statusCode());
        assertEquals(Result.INVALID, login("app@example.org", password, "smtp").getResult());
        assertEquals(0, list("app@example.org").size());
    }

    @Test
    void whatIsWrongWithAnAppPasswordIsSaid() {
        account("strict@example.org", "the account's own");
        String path = "/accounts/strict@example.org/app-passwords";
        for (JsonObject body : new JsonObject[] {
            new JsonObject(),
            new JsonObject().put("name", "").put("scopes", new JsonArray().add("smtp")),
            new JsonObject().put("name", "x").put("scopes", new JsonArray()),
            new JsonObject().put("name", "x").put("scopes", new JsonArray().add("gopher")),
            new JsonObject()
                    .put("name", "x")
                    .put("scopes", new JsonArray().add("smtp").add("smtp")),
            new JsonObject()
                    .put("name", "x")
                    .put("scopes", new JsonArray().add("smtp"))
                    .put("password", "my own choice")
        }) {
            assertEquals(422, system.call("POST", path, body).statusCode(), body.encode());
        }
        JsonObject good = new JsonObject().put("name", "x").put("scopes", new JsonArray().add("jmap"));
        assertEquals(
                404, system.call("POST", path.replace("strict", "none"), good).statusCode());
        assertEquals(404, system.call("GET", path.replace("strict", "none")).statusCode());
        assertEquals(422, system.call("DELETE", path + "/x").statusCode());
        for (int i = 0; i < 100; i++) {
            system.done("POST", path, good);
        }
        assertEquals(409, system.call("POST", path, good).statusCode());
    }

    private JsonArray list(String login) {
        return system.done("GET", "/accounts/" + login + "/app-passwords", new JsonObject())
                .getJsonArray("items");
    }

    private void account(String login, String password) {
        system.done("PUT", "/accounts/" + login, new JsonObject().put("password", password));
    }

    private AuthenticateResponse login(String login, String password, String protocol) {
        return login(login, password, protocol, "192.0.2.8");
    }

    private AuthenticateResponse login(String login, String password, String protocol, String clientIp) {
        return await(directory.authenticate(AuthenticateRequest.newBuilder()
                .setLogin(login)
                .setPassword(password)
                .setClientIp(clientIp)
                .setProtocol(protocol)
                .build()));
    }

    private StartScramResponse start(String login, String clientIp) {
        return await(directory.startScram(StartScramRequest.newBuilder()
                .setLogin(login)
                .setClientIp(clientIp)
                .setProtocol("smtp")
                .build()));
    }

    private FinishScramResponse finish(String login, String authMessage, byte[] proof, String clientIp) {
        return await(directory.finishScram(FinishScramRequest.newBuilder()
                .setLogin(login)
                .setAuthMessage(authMessage)
                .setClientProof(ByteString.copyFrom(proof))
                .setClientIp(clientIp)
                .setProtocol("smtp")
                .build()));
    }

    /** Both halves, as a gateway and its client do them. */
    private FinishScramResponse scram(String login, String password, String clientIp) {
        StartScramResponse start = start(login, clientIp);
        assertEquals(Result.OK, start.getResult());
        ScramClient client = ScramClient.plain("x", password, "clientnonce");
        String serverFirst = "r=clientnonceservernonce,s="
                + Base64.getEncoder().encodeToString(start.getSalt().toByteArray()) + ",i=" + start.getIterations();
        String last = client.last(serverFirst);
        int behind = last.indexOf(",p=");
        byte[] proof = Base64.getDecoder().decode(last.substring(behind + 3));
        FinishScramResponse finish = finish(
                login,
                client.first().substring("n,,".length()) + "," + serverFirst + "," + last.substring(0, behind),
                proof,
                clientIp);
        if (finish.getOutcome().getResult() == Result.OK) {
            assertTrue(client.accepts("v="
                    + Base64.getEncoder()
                            .encodeToString(finish.getServerSignature().toByteArray())));
        }
        return finish;
    }
}
