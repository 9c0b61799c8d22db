"""Who gets at the staff's pages, and for how long: from which networks, after how many tries, until when, and by what
second proof. Roles and their permissions are not here but in ``zhuzhou_cms.roles``.

Nothing is imported here: the package's modules need the apps to be loaded.
"""
