from clew.workspaces.models.events import Event
from clew.workspaces.models.memberships import HATS, Invitation, Membership
from clew.workspaces.models.roles import Role
from clew.workspaces.models.tokens import ApiToken, TokenScope
from clew.workspaces.models.users import User
from clew.workspaces.models.workspaces import Workspace

__all__ = ["HATS", "ApiToken", "Event", "Invitation", "Membership", "Role", "TokenScope", "User", "Workspace"]
