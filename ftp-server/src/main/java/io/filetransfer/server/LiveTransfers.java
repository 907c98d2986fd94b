package io.filetransfer.server;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.server.admin.StatusText;
import io.filetransfer.server.admin.TransferRow;
import io.filetransfer.server.exchange.RunningRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server does now, and how to end some of it. Each connection is asked on its own event loop when somebody looks, so
 * that nothing is written down for it while nobody does.
 */
final class LiveTransfers {
    /** What can be shown at once. */
    private static final int MOST = 10_000;

    /** An event loop that takes longer is left out. */
    private static final int DEADLINE_MILLIS = 2000;

    private static final double NANOS = 1e9;

    private static final Pattern ID = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,10}))?");

    static final Failure ENDED = new Failure(ErrorCode.DENIED, "An operator of the server has ended this.");

    /** How far a transfer was. */
    private record Seen(long bytes, long at) {}

    private final ServerContext context;
    private final AtomicReference<Map<String, Seen>> lastLook = new AtomicReference<>(Map.of());

    LiveTransfers(ServerContext context) {
        this.context = context;
    }

    /** All that is asked for and not answered, what came first first. */
    CompletionStage<StatusText> look() {
        List<CompletableFuture<List<TransferRow>>> asked = new ArrayList<>();
        Map<String, Seen> before = lastLook.get();
        Map<String, Seen> now = new HashMap<>();
        for (SeenConnection connection : context.connections()) {
            CompletableFuture<List<TransferRow>> rows = new CompletableFuture<>();
            connection.look(running -> rows.complete(running.stream()
                    .map(request -> row(connection, request, before))
                    .toList()));
            asked.add(rows.completeOnTimeout(List.of(), DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<TransferRow> rows = new ArrayList<>();
            asked.forEach(each -> rows.addAll(each.join()));
            rows.sort(Comparator.comparingDouble(TransferRow::seconds).reversed());
            List<TransferRow> shown = rows.subList(0, Math.min(MOST, rows.size()));
            long at = System.nanoTime();
            shown.forEach(row -> now.put(row.id(), new Seen(row.bytes(), at)));
            lastLook.set(now);
            return new StatusText(asked.size(), List.copyOf(shown), rows.size() - shown.size());
        });
    }

    private static TransferRow row(SeenConnection connection, RunningRequest request, Map<String, Seen> before) {
        String id = connection.id() + "." + request.number();
        double seconds = request.nanos() / NANOS;
        Seen seen = before.get(id);
        double since = seen == null ? seconds : (System.nanoTime() - seen.at()) / NANOS;
        long moved = request.bytes() - (seen == null ? 0 : seen.bytes());
        return new TransferRow(
                id,
                request.user(),
                connection.peer().address(),
                connection.peer().agent(),
                lower(connection.dialect()),
                lower(request.request().choice()),
                request.request().name(),
                !request.begun() ? "waiting" : request.changing() ? "finishing" : "running",
                request.bytes(),
                request.size(),
                seconds,
                since <= 0 ? 0 : moved / since);
    }

    private static String lower(Enum<?> constant) {
        return constant == null ? "" : constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Ends a request ({@code 12.3}), or a connection with all of its requests ({@code 12}).
     *
     * @return whether that was to be had: not for what is over, and for a request that takes effect already
     */
    CompletionStage<Boolean> kick(String id) {
        Matcher numbers = ID.matcher(id);
        if (!numbers.matches()) {
            return CompletableFuture.completedStage(false);
        }
        long wanted = Long.parseLong(numbers.group(1));
        long number = numbers.group(2) == null ? -1 : Long.parseLong(numbers.group(2));
        for (SeenConnection connection : context.connections()) {
            if (connection.id() == wanted) {
                CompletableFuture<Boolean> done = new CompletableFuture<>();
                connection.kick(number, ENDED, done::complete);
                return done.completeOnTimeout(false, DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        return CompletableFuture.completedStage(false);
    }
}
