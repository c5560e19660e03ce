package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postrider verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Walk the stores and report every promise that does not hold; exit code 1 if there is one.")
public final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        return admin.run(client -> {
            JsonObject report = client.post("/verify");
            StringBuilder text = new StringBuilder();
            JsonArray breaches = report.getJsonArray("breaches", new JsonArray());
            for (int i = 0; i < breaches.size(); i++) {
                JsonObject breach = breaches.getJsonObject(i);
                text.append(breach.getString("promise"))
                        .append("  account ")
                        .append(breach.getLong("accountId"))
                        .append("  ")
                        .append(breach.getString("detail"))
                        .append(System.lineSeparator());
            }
            long count = report.getLong("breachCount", 0L);
            if (count > breaches.size()) {
                text.append("… and ")
                        .append(count - breaches.size())
                        .append(" more")
                        .append(System.lineSeparator());
            }
            text.append(report.getLong("accounts"))
                    .append(" accounts and ")
                    .append(report.getLong("messages"))
                    .append(" messages looked at: ")
                    .append(count == 0 ? "every promise holds" : count + " breaches");
            admin.print(report, text.toString());
            return report.getBoolean("ok") ? 0 : CommandFailure.REFUSED;
        });
    }
}
