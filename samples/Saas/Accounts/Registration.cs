using Affiliate;
using Affiliate.EntityFramework;
using Microsoft.EntityFrameworkCore;
using Saas.Data;

namespace Saas.Accounts;

/// <summary>Makes accounts.</summary>
internal sealed class Registration(AppDbContext db, AffiliateTracker tracker, Database database, TimeProvider time)
{
    /// <summary>Saves the user and, if a partner sent them, the referral: both or neither.</summary>
    /// <returns>The id of the new user, or <see langword="null"/> when the address has an account already.</returns>
    public async Task<string?> RegisterAsync(NewAccount account, Visit? visit, CancellationToken cancellationToken)
    {
        var email = account.Email.Trim().ToLowerInvariant();
        var now = time.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Email = email,
            PasswordHash = Password.Hash(account.Password),
            CreatedAt = now,
        };
        if (await db.Users.AnyAsync(u => u.Email == email, cancellationToken))
        {
            return null;
        }

        db.Users.Add(user);
        if (database.KeepsProgram)
        {
            await tracker.Within(db).ReferAsync(user.Id, visit, email, cancellationToken);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            db.ChangeTracker.Clear();
            if (await db.Users.AnyAsync(u => u.Email == email, cancellationToken))
            {
                return null;
            }

            throw;
        }

        if (!database.KeepsProgram)
        {
            await tracker.ReferAsync(user.Id, visit, email, cancellationToken);
        }

        return user.Id;
    }
}
